package dev.sallyport.opa;

/** Why OPA gave no clean answer. The id stands where a denial has the rule. */
enum OpaFailure {
    UNREACHABLE("opa-unreachable", "no connection to OPA"),
    TIMEOUT("opa-timeout", "OPA gave no answer in time"),
    BUSY("opa-busy", "too many questions to OPA are waiting"),
    DOWN("opa-down", "OPA is known to be down; in a moment it is asked again"),
    BROKEN("opa-broken", "OPA's answer broke off, or is not HTTP"),
    TOO_LARGE("opa-too-large", "OPA's answer is too large"),
    REDIRECT("opa-redirect", "OPA's address redirects elsewhere, and no redirect is followed"),
    UNAUTHORIZED("opa-unauthorized", "OPA refuses the token, or wants one"),
    STATUS("opa-status", "OPA could not evaluate the policy"),
    MALFORMED("opa-malformed", "OPA's answer makes no sense"),
    WARNING("opa-warning", "OPA answered with a warning"),
    UNDEFINED("opa-undefined", "OPA's decision is undefined: the path names no rule, the rule has no value here, or no policy is loaded"),
    NULL("opa-null", "OPA's decision is null"),
    WRONG_TYPE("opa-wrong-type", "OPA's decision is neither true, false, nor an object with a boolean `allow`"),
    TOKEN("opa-token", "the file with OPA's token cannot be read"),
    CERTIFICATE("opa-certificate", "the client certificate cannot be read");

    private final String id;
    private final String message;

    OpaFailure(String id, String message) {
        this.id = id;
        this.message = message;
    }

    String id() {
        return id;
    }

    String message() {
        return message;
    }
}
