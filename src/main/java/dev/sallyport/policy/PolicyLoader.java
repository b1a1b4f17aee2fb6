package dev.sallyport.policy;

import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.SettingsFile;
import java.util.List;

/** Reads policy files, strictly: an unknown rule or parameter, or a value of the wrong type, is an error. */
public final class PolicyLoader {

    static final RecordGrammar<PolicyText> GRAMMAR = RecordGrammar.of(PolicyText.class, KeyStyle.KEBAB, "key");

    private final Surroundings surroundings;

    public PolicyLoader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * @param file what it extends is looked for beside it
     * @throws InvalidSettingException if the file, or one that it extends, is not a policy, with everything that is
     *     wrong and where
     */
    public Policy load(SettingsFile file) throws InvalidSettingException {
        return PolicyLayers.of(file, SettingsFile::read).policy(surroundings);
    }

    /** What is said of each rule that is on, with the place of each parameter, in the catalogue's order. */
    public static List<RuleText> rules(SettingsFile file) throws InvalidSettingException {
        return PolicyLayers.of(file, SettingsFile::read).rules();
    }
}
