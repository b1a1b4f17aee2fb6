package dev.sallyport.config;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads plugin-config.json, strictly: an unknown key, a value of the wrong type or a missing file is an error with its
 * place. Relative paths are relative to the file.
 */
public final class ConfigurationLoader {

    static final RecordGrammar<Configuration> GRAMMAR = RecordGrammar.of(Configuration.class, KeyStyle.CAMEL, "key");

    private ConfigurationLoader() {}

    /** @throws InvalidSettingException if the file is not a configuration, with everything that is wrong and where */
    public static Configuration load(Path file) throws InvalidSettingException {
        Path parent = file.toAbsolutePath().getParent();
        Setting json = SettingsFile.read(file).json();
        Configuration configuration = GRAMMAR.read("configuration", json, parent == null ? Path.of("/") : parent);
        refuseContradictions(json.group("configuration"), configuration);
        return configuration;
    }

    /** What no key says by itself. */
    private static void refuseContradictions(Setting.Group root, Configuration configuration)
            throws InvalidSettingException {
        Mistakes mistakes = new Mistakes();
        Optional<Setting> opa = root.find("opa");
        // An operator who says where OPA is believes that it is asked.
        if (opa.isPresent() && !configuration.judges().contains(Configuration.Judge.OPA)) {
            mistakes.add(new Mistake(opa.get().place(), "`opa` is set, but `judges` does not name it",
                    Optional.of("\"judges\": [\"rules\", \"opa\"]")));
        }
        Optional<Setting> tls = find(opa, "tls");
        if (tls.isPresent() && !configuration.opa().url().uri().getScheme().equals("https")) {
            mistakes.add(new Mistake(tls.get().place(), "`tls` is set, but `url` is not https", Optional.empty()));
        }
        Optional<Setting> certificate = find(tls, "certificate");
        Optional<Setting> key = find(tls, "key");
        if (certificate.isPresent() != key.isPresent()) {
            Place place = certificate.or(() -> key).orElseThrow().place();
            mistakes.add(new Mistake(place, "`certificate` and `key` need each other", Optional.empty()));
        }
        mistakes.refuse();
    }

    private static Optional<Setting> find(Optional<Setting> mapping, String key) {
        return mapping.flatMap(setting -> setting instanceof Setting.Group group ? group.find(key) : Optional.empty());
    }
}
