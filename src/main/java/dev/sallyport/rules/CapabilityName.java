package dev.sallyport.rules;

import dev.sallyport.action.Capabilities;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A capability as dockerd takes it: in any case, with or without CAP_; or ALL.
 *
 * @param name in upper case, without CAP_
 */
record CapabilityName(String name) {

    static Grammar<CapabilityName> grammar() {
        return new Known();
    }

    static List<CapabilityName> of(String... names) {
        return List.of(names).stream().map(CapabilityName::new).toList();
    }

    /** In alphabetical order. */
    static Set<String> names(Collection<CapabilityName> capabilities) {
        Set<String> names = new TreeSet<>();
        capabilities.forEach(capability -> names.add(capability.name));
        return names;
    }

    @Override
    public String toString() {
        return name;
    }

    /** A misspelt capability would be dropped by nobody, or allow nothing. */
    private static final class Known implements Grammar<CapabilityName> {

        @Override
        public CapabilityName read(String key, Setting setting, Path base) throws InvalidSettingException {
            String written = setting.text(key);
            String name = Capabilities.normalized(List.of(written)).iterator().next();
            List<String> known = new ArrayList<>(Capabilities.KNOWN);
            known.add(Capabilities.ALL);
            if (!known.contains(name)) {
                throw new InvalidSettingException(setting.place(), "unknown capability `" + written + "`",
                        Setting.unknown(setting.place(), "capability", name, known).hint());
            }
            return new CapabilityName(name);
        }

        @Override
        public String name() {
            return "capability";
        }

        @Override
        public String plural() {
            return "capabilities";
        }

        @Override
        public Map<String, Object> schema() {
            String upper = String.join("|", Capabilities.KNOWN) + "|" + Capabilities.ALL;
            String lower = upper.toLowerCase(Locale.ROOT);
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "string");
            schema.put("pattern", "^((CAP_)?(" + upper + ")|(cap_)?(" + lower + "))$");
            return schema;
        }

        @Override
        public Object plain(CapabilityName value) {
            return value.name;
        }
    }
}
