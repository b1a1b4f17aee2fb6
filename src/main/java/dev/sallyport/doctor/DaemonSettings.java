package dev.sallyport.doctor;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What dockerd is told: daemon.json and its arguments.
 *
 * @param file where daemon.json is
 * @param json what it says; empty if it does not exist or cannot be read
 * @param mistake why it cannot be read
 * @param arguments of the dockerd that runs; empty if none is found
 */
public record DaemonSettings(
        Path file,
        Optional<Setting.Group> json,
        Optional<String> mistake,
        List<String> arguments) {

    /** Reads daemon.json; that it is missing is no mistake. */
    public static DaemonSettings read(Path file, List<String> arguments) {
        if (!Files.exists(file)) {
            return new DaemonSettings(file, Optional.empty(), Optional.empty(), arguments);
        }
        try {
            return of(SettingsFile.read(file), file, arguments);
        } catch (InvalidSettingException e) {
            return new DaemonSettings(file, Optional.empty(), Optional.of(String.valueOf(e.getMessage())), arguments);
        }
    }

    static DaemonSettings of(SettingsFile text, Path file, List<String> arguments) throws InvalidSettingException {
        return new DaemonSettings(file, Optional.of(text.json().group("daemon.json")), Optional.empty(), arguments);
    }

    /** A key's value; of a nested key the keys that lead there. */
    Optional<Setting> find(String... keys) {
        Optional<Setting> value = json.map(group -> group);
        for (String key : keys) {
            value = value.flatMap(each -> each instanceof Setting.Group group ? group.find(key) : Optional.empty());
        }
        return value;
    }

    /** What a list says, in the file and in the arguments. */
    List<String> texts(String key, String... flags) {
        Stream<String> written = find(key).stream()
                .flatMap(value -> value instanceof Setting.Items items ? items.items().stream() : Stream.of(value))
                .flatMap(value -> value instanceof Setting.Text text ? Stream.of(text.value()) : Stream.empty());
        return Stream.concat(written, flags(flags).stream()).toList();
    }

    /** Whether it is on, by the file or by an argument. */
    boolean isOn(String key, boolean otherwise) {
        Optional<Boolean> written =
                find(key).flatMap(value -> value instanceof Setting.Flag flag
                        ? Optional.of(flag.value())
                        : Optional.empty());
        List<String> given = arguments.stream()
                .filter(argument -> argument.equals("--" + key) || argument.startsWith("--" + key + "="))
                .toList();
        return given.isEmpty() ? written.orElse(otherwise) : !given.getLast().endsWith("=false");
    }

    /** The values of flags, however they are written: {@code --host=X}, {@code --host X}, {@code -H X}, {@code -HX}. */
    List<String> flags(String... names) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            for (String name : names) {
                String argument = arguments.get(i);
                if (argument.equals(name) && i + 1 < arguments.size()) {
                    values.add(arguments.get(i + 1));
                } else if (argument.startsWith(name + "=")) {
                    values.add(argument.substring(name.length() + 1));
                } else if (name.length() == 2 && argument.startsWith(name) && argument.length() > 2) {
                    values.add(argument.substring(2));
                }
            }
        }
        return values;
    }

    /** Where dockerd's configuration is, by its arguments. */
    public Path configFile() {
        List<String> given = flags("--config-file");
        return Path.of(given.isEmpty() ? "/etc/docker/daemon.json" : given.getLast());
    }

    /** The group that the Docker socket is given to. */
    public String group() {
        List<String> given = texts("group", "--group", "-G");
        return given.isEmpty() ? "docker" : given.getLast();
    }

    boolean hasFlag(String name) {
        return arguments.stream()
                .anyMatch(argument -> argument.equals(name) || argument.startsWith(name + "=")
                        || name.length() == 2 && argument.startsWith(name));
    }
}
