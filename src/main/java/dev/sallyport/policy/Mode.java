package dev.sallyport.policy;

import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.Choice;
import dev.sallyport.settings.Grammar;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What becomes of what a rule finds. */
public enum Mode {
    /** Its verdicts deny. */
    ENFORCE,
    /** Its verdicts are written down, and nothing else. What it could not find out denies all the same. */
    OBSERVE,
    /** It is not asked. */
    OFF;

    /** Those that a rule can have: one that protects the gate itself is not observed. */
    static Grammar<Mode> of(RuleDefinition definition) {
        Mode[] modes = definition.protectsTheGate() ? new Mode[] {ENFORCE, OFF} : values();
        return new Choice<>("", words(mode -> mode, modes));
    }

    static <T> Map<String, T> words(Function<Mode, T> meaning, Mode... modes) {
        Map<String, T> words = new LinkedHashMap<>();
        for (Mode mode : modes) {
            words.put(mode.word(), meaning.apply(mode));
        }
        return words;
    }

    /** As policy files have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The finding with the force that it has under this mode. */
    Finding applied(Finding finding) {
        return switch (this) {
            case ENFORCE, OFF -> finding;
            case OBSERVE -> finding.force() instanceof Force.Denies ? finding.with(Force.NOTED) : finding;
        };
    }
}
