package dev.sallyport.policy;

import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads policy files, strictly: an unknown rule or parameter, or a value of the wrong type, is an error. */
public final class PolicyLoader {

    static final RecordGrammar<PolicyText> GRAMMAR = RecordGrammar.of(PolicyText.class, KeyStyle.KEBAB, "key");

    private final Surroundings surroundings;

    public PolicyLoader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @throws InvalidSettingException if the file is not a policy, with everything that is wrong and where */
    public Policy load(SettingsFile file) throws InvalidSettingException {
        PolicyText text = GRAMMAR.read("policy", file.yaml(), Path.of("/"));
        return new Policy(
                text.name().orElse(file.name()),
                sha256(file.text()),
                text.rules().rules().stream()
                        .map(enabled -> new Policy.Enabled(enabled.id(), enabled.rule().in(surroundings)))
                        .toList());
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
