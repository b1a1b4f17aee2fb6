package dev.sallyport.decision;

/**
 * By whose word something is found: a policy, or OPA.
 *
 * @param name the policy's name; of OPA, the path of the decision in its data
 * @param sha256 of the policy's text, in hexadecimal: tells an auditor which text it was; empty where it cannot be
 *     told, as of OPA
 */
public record Authority(String name, String sha256) {

    /**
     * What no policy can turn off: what is not understood, not answered, or cannot be written down is denied by
     * nobody's word.
     */
    public static final Authority NOBODY = new Authority("", "");
}
