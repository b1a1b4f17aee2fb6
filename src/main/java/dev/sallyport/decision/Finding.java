package dev.sallyport.decision;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that somebody found wrong with a request, written for the person at the terminal.
 *
 * @param rule the id of the rule that found it, as in a policy file; or what stands in its place, such as
 *     {@code request}
 * @param found what the request says, such as {@code "drops no capability"}
 * @param wanted what is wanted instead, such as {@code "ALL dropped"}; empty if nothing would do
 * @param mend what the person can do
 * @param about what it is wrong with
 * @param force what it does to the answer
 * @param admittedBy what of the policy would admit it; empty if no parameter would
 */
public record Finding(
        String rule, String found, String wanted, Mend mend, About about, Force force,
        Optional<Admission> admittedBy) {

    /** What no parameter admits. */
    public Finding(String rule, String found, String wanted, Mend mend, About about, Force force) {
        this(rule, found, wanted, mend, about, force, Optional.empty());
    }

    /** What a finding is about. It decides how it can be mended, and what may become of a container. */
    public enum About {
        /** What is asked, a container that it would make included; who asks; what surrounds it. */
        REQUEST,
        /** A container that exists, whoever asks whatever about it: only making it anew mends it. */
        CONTAINER,
        /** The same, as far as the one who asks is concerned: it may be fine for somebody else. */
        CONTAINER_TO_ASKER
    }

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    /** A verdict on the request that nothing mends but asking otherwise. */
    public static Finding denies(String rule, String found, String wanted) {
        return new Finding(rule, found, wanted, Mend.NONE, About.REQUEST, Force.DENIES);
    }

    /** What kept somebody from finding anything out. */
    public static Finding fails(String what, String why) {
        return new Finding(what, why, "", Mend.NONE, About.REQUEST, Force.FAILS);
    }

    /** The same, with another force. */
    public Finding with(Force other) {
        return new Finding(rule, found, wanted, mend, about, other, admittedBy);
    }

    /** The same, about something else. */
    public Finding about(About other) {
        return new Finding(rule, found, wanted, mend, other, force, admittedBy);
    }

    /** The same, mended another way. */
    public Finding with(Mend other) {
        return new Finding(rule, found, wanted, other, about, force, admittedBy);
    }

    /** What the person can do, in words; empty if there is nothing. */
    public String fix() {
        return mend.text(about);
    }

    /** One line: {@code cap-drop: drops no capability; wanted: ALL dropped; fix: --cap-drop ALL}. */
    public String line() {
        StringBuilder line = new StringBuilder(rule).append(": ").append(found);
        if (!wanted.isEmpty()) {
            line.append("; wanted: ").append(wanted);
        }
        if (!fix().isEmpty()) {
            line.append("; fix: ").append(fix());
        }
        return printable(line.toString());
    }

    /** The text without what steers a terminal: texts hold what users sent. */
    public static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
