package dev.sallyport.opa;

/**
 * Why OPA gave no clean answer. The id stands where a denial has the rule.
 *
 * <p>Of two kinds: OPA gave no answer, which an operator may choose to go on without; or it gave one that is no permit. The
 * second kind denies in any case: whoever asks can bring it about, by a request on which the policy fails.
 */
enum OpaFailure {
    UNREACHABLE("opa-unreachable", false, "no connection to OPA"),
    TIMEOUT("opa-timeout", false, "OPA gave no answer in time"),
    DOWN("opa-down", false, "OPA is known to be down; in a moment it is asked again"),
    BROKEN("opa-broken", false, "OPA's answer broke off, or is not HTTP"),
    REDIRECT("opa-redirect", false, "OPA's address redirects elsewhere, and no redirect is followed"),
    UNAUTHORIZED("opa-unauthorized", false, "OPA refuses the token, or wants one"),
    TOKEN("opa-token", false, "the file with OPA's token cannot be read"),
    BUSY("opa-busy", true, "too many questions to OPA are waiting"),
    SLOW("opa-slow", true, "OPA gave no answer in time, to a large request"),
    STATUS("opa-status", true, "OPA could not evaluate the policy"),
    TOO_LARGE("opa-too-large", true, "OPA's answer is too large"),
    MALFORMED("opa-malformed", true, "OPA's answer makes no sense"),
    WARNING("opa-warning", true, "OPA answered with a warning"),
    UNDEFINED("opa-undefined", true, "OPA's decision is undefined: the path names no rule, the rule has no value here, or no policy is loaded"),
    NULL("opa-null", true, "OPA's decision is null"),
    WRONG_TYPE("opa-wrong-type", true, "OPA's decision is neither true, false, nor an object with a boolean `allow`"),
    CERTIFICATE("opa-certificate", true, "the client certificate cannot be read");

    private final String id;
    private final boolean answer;
    private final String message;

    OpaFailure(String id, boolean answer, String message) {
        this.id = id;
        this.answer = answer;
        this.message = message;
    }

    String id() {
        return id;
    }

    /** Whether there was an answer, or those who ask are to blame that there was none. */
    boolean isAnswer() {
        return answer;
    }

    String message() {
        return message;
    }
}
