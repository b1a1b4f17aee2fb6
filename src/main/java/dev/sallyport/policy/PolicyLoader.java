package dev.sallyport.policy;

import dev.sallyport.rules.Arguments;
import dev.sallyport.rules.Parameter;
import dev.sallyport.rules.Rule;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/** Reads policy files, strictly: an unknown rule or parameter, or a value of the wrong type, is an error with its place. */
public final class PolicyLoader {

    private static final List<String> KEYS = List.of("name", "description", "rules");

    private final Surroundings surroundings;

    public PolicyLoader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @throws InvalidSettingException if the file is not a policy, with what is wrong and where */
    public Policy load(SettingsFile file) throws InvalidSettingException {
        Setting.Group policy = file.yaml().group("policy");
        policy.allowOnly("key", KEYS);
        Setting rules = policy.find("rules")
                .orElseThrow(() -> new InvalidSettingException(policy.place(), "`rules` is missing"));
        String name = policy.find("name").isPresent() ? policy.find("name").get().text("name") : file.name();
        if (policy.find("description").isPresent()) {
            policy.find("description").get().text("description");
        }
        return new Policy(name, sha256(file.text()), rules(rules.group("rules")));
    }

    private List<Policy.Enabled> rules(Setting.Group rules) throws InvalidSettingException {
        rules.allowOnly("rule", RuleCatalogue.definitions().stream().map(RuleDefinition::id).toList());
        List<Policy.Enabled> enabled = new ArrayList<>();
        // In the catalogue's order, so that findings read alike whatever the order in the file.
        for (RuleDefinition definition : RuleCatalogue.definitions()) {
            Setting given = rules.find(definition.id()).orElse(null);
            if (given != null) {
                enabled.add(new Policy.Enabled(definition.id(), rule(definition, given)));
            }
        }
        if (enabled.isEmpty()) {
            throw new InvalidSettingException(rules.place(), "no rule is on: such a policy permits everything");
        }
        return enabled;
    }

    private Rule rule(RuleDefinition definition, Setting given) throws InvalidSettingException {
        Map<String, Object> values = new HashMap<>();
        if (!(given instanceof Setting.Nothing)) {
            Setting.Group group = given.group(definition.id());
            group.allowOnly("parameter of " + definition.id(), definition.parameters().stream().map(Parameter::name).toList());
            for (Parameter parameter : definition.parameters()) {
                Setting value = group.find(parameter.name()).orElse(null);
                if (value != null) {
                    values.put(parameter.name(), value(parameter, value));
                }
            }
        }
        return make(definition, values, given.place());
    }

    private Rule make(RuleDefinition definition, Map<String, Object> values, Place place)
            throws InvalidSettingException {
        try {
            return definition.factory().apply(Arguments.of(definition.parameters(), values), surroundings);
        } catch (PatternSyntaxException e) {
            throw new InvalidSettingException(place, "malformed glob `" + e.getPattern() + "`");
        }
    }

    private static Object value(Parameter parameter, Setting setting) throws InvalidSettingException {
        return switch (parameter.type()) {
            case Parameter.Type.Flag() -> setting.flag(parameter.name());
            case Parameter.Type.Texts() -> setting.texts(parameter.name());
            case Parameter.Type.Words(List<String> known) -> words(parameter.name(), setting, known);
            case Parameter.Type.Bytes() -> setting.bytes(parameter.name());
            case Parameter.Type.Whole() -> setting.whole(parameter.name(), 0, Long.MAX_VALUE);
            case Parameter.Type.Number() -> setting.number(parameter.name());
            case Parameter.Type.Choice(List<String> words) -> setting.choice(parameter.name(), words);
        };
    }

    private static List<String> words(String key, Setting setting, List<String> known) throws InvalidSettingException {
        List<String> words = setting.texts(key);
        for (Setting item : ((Setting.Items) setting).items()) {
            if (!known.contains(item.text(key))) {
                throw new InvalidSettingException(List.of(Setting.unknown(item.place(), "operation or group", item.text(key), known)));
            }
        }
        return words;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
