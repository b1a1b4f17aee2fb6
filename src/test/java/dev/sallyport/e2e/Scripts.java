package dev.sallyport.e2e;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists of small shell scripts, in YAML. */
final class Scripts {

    /** One entry; what it lacks is empty. */
    record Entry(String name, String rule, String engines, String setup, String attack, String happened, String run,
            String prints, String denied, String permitted) {
        boolean isFor(Engines.Engine engine) {
            return engines.isEmpty() || engines.equals(engine.name());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Scripts() {}

    static List<Entry> load(String resource) throws IOException, InvalidSettingException {
        try (InputStream in = Scripts.class.getResourceAsStream(resource)) {
            Setting yaml = SettingsFile.of(resource, in.readAllBytes()).yaml();
            List<Entry> entries = new ArrayList<>();
            for (Setting item : ((Setting.Items) yaml).items()) {
                Setting.Group group = item.group("entry");
                group.allowOnly("key",
                        List.of("name", "rule", "engines", "setup", "attack", "happened", "run", "prints", "denied",
                                "permitted"));
                entries.add(new Entry(text(group, "name"), text(group, "rule"), text(group, "engines"),
                        text(group, "setup"),
                        text(group, "attack"), text(group, "happened"), text(group, "run"), text(group, "prints"),
                        text(group, "denied"), text(group, "permitted")));
            }
            return entries;
        }
    }

    private static String text(Setting.Group group, String key) throws InvalidSettingException {
        Optional<Setting> value = group.find(key);
        return value.isPresent() ? value.get().text(key) : "";
    }
}
