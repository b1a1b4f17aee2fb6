package dev.sallyport.action;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Kinds of secrets that give themselves away: whoever issues them gave them a form of their own. */
public enum SecretKind {
    PRIVATE_KEY(value -> value.contains("-----BEGIN ") && value.contains("PRIVATE KEY")),
    AWS_ACCESS_KEY(value -> begins(value, 20, "AKIA", "ASIA") && value.length() == 20),
    GITHUB_TOKEN(value -> begins(value, 36, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_")),
    GITLAB_TOKEN(value -> begins(value, 20, "glpat-", "gldt-", "glrt-")),
    SLACK_TOKEN(value -> begins(value, 20, "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-")),
    STRIPE_KEY(value -> begins(value, 20, "sk_live_", "rk_live_")),
    GOOGLE_API_KEY(value -> begins(value, 39, "AIza") && value.length() == 39),
    NPM_TOKEN(value -> begins(value, 40, "npm_")),
    PYPI_TOKEN(value -> begins(value, 50, "pypi-")),
    DOCKER_TOKEN(value -> begins(value, 20, "dckr_pat_", "dckr_oat_")),
    /** RFC 7519: three parts, the first of which is a JSON object. */
    JSON_WEB_TOKEN(value -> begins(value, 30, "eyJ") && value.chars().filter(each -> each == '.').count() == 2),
    /** RFC 3986, section 3.2.1: {@code scheme://user:password@host}. */
    PASSWORD_IN_URL(SecretKind::hasPassword);

    /** Shorter values are none of them. */
    private static final int SHORTEST = 10;

    /** A body may have thousands of values. */
    private static final SecretKind[] ALL = values();

    private final Predicate<String> form;

    SecretKind(Predicate<String> form) {
        this.form = form;
    }

    /** As a policy names it: {@code private-key}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Set<SecretKind> of(String value) {
        if (value.length() < SHORTEST) {
            return Set.of();
        }
        Set<SecretKind> kinds = Set.of();
        for (SecretKind kind : ALL) {
            if (kind.form.test(value)) {
                kinds = kinds.isEmpty() ? EnumSet.noneOf(SecretKind.class) : kinds;
                kinds.add(kind);
            }
        }
        return kinds.isEmpty() ? kinds : Set.copyOf(kinds);
    }

    private static boolean begins(String value, int shortest, String... beginnings) {
        if (value.length() < shortest) {
            return false;
        }
        for (String beginning : beginnings) {
            if (value.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasPassword(String value) {
        int scheme = value.indexOf("://");
        if (scheme <= 0) {
            return false;
        }
        String rest = value.substring(scheme + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        int colon = authority.indexOf(':');
        return colon >= 0 && colon + 1 < at;
    }
}
