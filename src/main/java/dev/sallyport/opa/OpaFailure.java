package dev.sallyport.opa;

/**
 * Why OPA gave no clean answer. The id stands where a denial has the rule.
 *
 * <p>Of two kinds: an outage, that an operator may choose to go on without; or what whoever asks can bring about, by a
 * request on which the policy fails, or by very many or very large ones. The second kind denies in any case.
 */
enum OpaFailure {
    UNREACHABLE("opa-unreachable", true, "no connection to OPA"),
    TIMEOUT("opa-timeout", true, "OPA gave no answer in time"),
    DOWN("opa-down", true, "OPA is known to be down; in a moment it is asked again"),
    BROKEN("opa-broken", true, "OPA's answer broke off, or is not HTTP"),
    REDIRECT("opa-redirect", true, "OPA's address redirects elsewhere, and no redirect is followed"),
    UNAUTHORIZED("opa-unauthorized", true, "OPA refuses the token, or wants one"),
    TOKEN("opa-token", true, "the file with OPA's token cannot be read"),
    BUSY("opa-busy", false, "too many questions to OPA are waiting"),
    SLOW("opa-slow", false, "OPA gave no answer in time, to a large request"),
    STATUS("opa-status", false, "OPA could not evaluate the policy"),
    TOO_LARGE("opa-too-large", false, "OPA's answer is too large"),
    MALFORMED("opa-malformed", false, "OPA's answer makes no sense"),
    WARNING("opa-warning", false, "OPA answered with a warning"),
    UNDEFINED("opa-undefined", false,
            "OPA's decision is undefined: the path names no rule, the rule has no value here, or no policy is loaded"),
    NULL("opa-null", false, "OPA's decision is null"),
    WRONG_TYPE("opa-wrong-type", false, "OPA's decision is neither true, false, nor an object with a boolean `allow`"),
    CERTIFICATE("opa-certificate", false, "the client certificate cannot be read");

    private final String id;
    private final boolean outage;
    private final String message;

    OpaFailure(String id, boolean outage, String message) {
        this.id = id;
        this.outage = outage;
        this.message = message;
    }

    String id() {
        return id;
    }

    /** Whether OPA is away or out of order for everybody, whatever is asked. */
    boolean isOutage() {
        return outage;
    }

    String message() {
        return message;
    }
}
