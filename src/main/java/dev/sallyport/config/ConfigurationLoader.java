package dev.sallyport.config;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads plugin-config.json, strictly: an unknown key, a value of the wrong type or a missing file is an error with its
 * place. Relative paths are relative to the file.
 */
public final class ConfigurationLoader {

    /** OPA answers a path with an empty name or a dot in it as if there were no such rule. */
    private static final Pattern OPA_PATH = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

    private static final long MAX_MILLIS = Duration.ofMinutes(1).toMillis();

    private final Path base;

    private ConfigurationLoader(Path base) {
        this.base = base;
    }

    /** @throws InvalidSettingException if the file is not a configuration, with what is wrong and where */
    public static Configuration load(Path file) throws InvalidSettingException {
        Path parent = file.toAbsolutePath().getParent();
        return new ConfigurationLoader(parent == null ? Path.of("/") : parent).read(SettingsFile.read(file));
    }

    private Configuration read(SettingsFile file) throws InvalidSettingException {
        Section root = new Section("configuration", Optional.of(file.json()));
        Configuration configuration = new Configuration(
                socket(root.section("socket")),
                root.words("judges", Configuration.STANDARD.judges(), Configuration.Judge.class),
                root.path("policy"),
                docker(root.section("docker")),
                opa(root.section("opa")),
                audit(root.section("audit")),
                limits(root.section("limits")));
        root.finish();
        refuseUnusedOpa(root, configuration);
        return configuration;
    }

    /** Whoever writes where OPA is believes that it is asked. */
    private static void refuseUnusedOpa(Section root, Configuration configuration) throws InvalidSettingException {
        Optional<Setting> opa = root.take("opa");
        if (opa.isPresent() && !configuration.judges().contains(Configuration.Judge.OPA)) {
            throw new InvalidSettingException(opa.get().place(), "`opa` is set, but `judges` does not name it",
                    Optional.of("\"judges\": [\"rules\", \"opa\"]"));
        }
    }

    private Configuration.Socket socket(Section section) throws InvalidSettingException {
        Configuration.Socket socket = new Configuration.Socket(
                section.path("path").orElse(Configuration.Socket.PATH), section.mode("mode", Configuration.Socket.MODE));
        section.finish();
        return socket;
    }

    private Configuration.Docker docker(Section section) throws InvalidSettingException {
        Configuration.Docker docker = new Configuration.Docker(
                section.path("socket").orElse(Configuration.Docker.SOCKET),
                section.millis("timeout", Configuration.Docker.TIMEOUT),
                section.whole("maxInFlight", 1, 10_000, Configuration.Docker.MAX_IN_FLIGHT));
        section.finish();
        return docker;
    }

    private Configuration.Opa opa(Section section) throws InvalidSettingException {
        Configuration.Opa opa = new Configuration.Opa(
                new OpaUrl(section.take("url")).read(),
                section.matching("path", OPA_PATH, "the names on the way to the rule, such as docker/authz/allow", Configuration.Opa.PATH),
                section.path("token"),
                tls(section.section("tls")),
                section.millis("timeout", Configuration.Opa.TIMEOUT),
                section.whole("maxInFlight", 1, 10_000, Configuration.Opa.MAX_IN_FLIGHT),
                section.word("onError", Configuration.OnError.DENY),
                section.flag("redactEnvironment", false));
        section.finish();
        Optional<Setting> tls = section.take("tls");
        if (tls.isPresent() && !opa.url().getScheme().equals("https")) {
            throw new InvalidSettingException(tls.get().place(), "`tls` is set, but `url` is not https");
        }
        return opa;
    }

    private Configuration.Tls tls(Section section) throws InvalidSettingException {
        Configuration.Tls tls = new Configuration.Tls(section.path("ca"), section.path("certificate"), section.path("key"));
        section.finish();
        Optional<Setting> certificate = section.take("certificate");
        Optional<Setting> key = section.take("key");
        if (certificate.isPresent() != key.isPresent()) {
            throw new InvalidSettingException(certificate.or(() -> key).orElseThrow().place(), "`certificate` and `key` need each other");
        }
        return tls;
    }

    private Configuration.Audit audit(Section section) throws InvalidSettingException {
        Configuration.Audit audit = new Configuration.Audit(
                section.path("file").orElse(Configuration.Audit.FILE),
                section.word("record", Configuration.Record.CHANGES),
                section.word("sync", Configuration.Sync.BATCHED),
                section.word("onError", Configuration.OnError.DENY),
                section.bytes("maxBytes", Configuration.Audit.MAX_BYTES),
                section.whole("keep", 0, 10_000, Configuration.Audit.KEEP));
        section.finish();
        return audit;
    }

    private Configuration.Limits limits(Section section) throws InvalidSettingException {
        Configuration.Limits limits = new Configuration.Limits(
                section.size("maxMessageBytes", Configuration.Limits.MIN_MESSAGE_BYTES, 1 << 30, Configuration.Limits.MAX_MESSAGE_BYTES),
                section.whole("maxConnections", 8, 100_000, Configuration.Limits.MAX_CONNECTIONS),
                section.millis("stall", Configuration.Limits.STALL),
                section.millis("decision", Configuration.Limits.DECISION));
        section.finish();
        return limits;
    }

    /** One object of the file, maybe absent; remembers which keys were asked for. */
    private final class Section {
        private final Optional<Setting.Group> group;
        private final List<String> known = new ArrayList<>();

        Section(String name, Optional<Setting> setting) throws InvalidSettingException {
            this.group = setting.isPresent() ? Optional.of(setting.get().group(name)) : Optional.empty();
        }

        Optional<Setting> take(String key) {
            known.add(key);
            return group.flatMap(present -> present.find(key));
        }

        void finish() throws InvalidSettingException {
            if (group.isPresent()) {
                group.get().allowOnly("key", known);
            }
        }

        Section section(String key) throws InvalidSettingException {
            return new Section(key, take(key));
        }

        Optional<Path> path(String key) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            return given.isPresent() ? Optional.of(base.resolve(given.get().text(key)).normalize()) : Optional.empty();
        }

        int whole(String key, int min, int max, int standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            return given.isPresent() ? (int) given.get().whole(key, min, max) : standard;
        }

        int size(String key, int min, int max, int standard) throws InvalidSettingException {
            long given = bytes(key, standard);
            if (given < min || given > max) {
                throw new InvalidSettingException(take(key).orElseThrow().place(), "`" + key + "` must be a size from " + min + " to " + max + " bytes");
            }
            return (int) given;
        }

        long bytes(String key, long standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            return given.isPresent() ? given.get().bytes(key) : standard;
        }

        boolean flag(String key, boolean standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            return given.isPresent() ? given.get().flag(key) : standard;
        }

        String matching(String key, Pattern pattern, String wanted, String standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            if (given.isPresent() && !pattern.matcher(given.get().text(key)).matches()) {
                throw new InvalidSettingException(given.get().place(), "`" + key + "` must be " + wanted);
            }
            return given.isPresent() ? given.get().text(key) : standard;
        }

        /** Milliseconds, from 1 to a minute. */
        Duration millis(String key, Duration standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            return given.isPresent() ? Duration.ofMillis(given.get().whole(key, 1, MAX_MILLIS)) : standard;
        }

        /** Octal, as chmod(1) takes it. */
        Set<PosixFilePermission> mode(String key, Set<PosixFilePermission> standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            if (given.isEmpty()) {
                return standard;
            }
            String octal = given.get().text(key);
            if (!octal.matches("0?[0-7]{3}")) {
                throw new InvalidSettingException(given.get().place(), "`" + key + "` must be an octal mode such as 0600");
            }
            int bits = Integer.parseInt(octal, 8);
            StringBuilder symbols = new StringBuilder();
            for (int bit = 8; bit >= 0; bit--) {
                symbols.append((bits >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
            }
            return PosixFilePermissions.fromString(symbols.toString());
        }

        <W extends Enum<W>> W word(String key, W standard) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            if (given.isEmpty()) {
                return standard;
            }
            return word(given.get(), key, standard.getDeclaringClass());
        }

        /** A list of at least one word. */
        <W extends Enum<W>> Set<W> words(String key, Set<W> standard, Class<W> type) throws InvalidSettingException {
            Optional<Setting> given = take(key);
            if (given.isEmpty()) {
                return standard;
            }
            if (!(given.get() instanceof Setting.Items(Place place, List<Setting> items)) || items.isEmpty()) {
                throw new InvalidSettingException(given.get().place(), "`" + key + "` must be a list with at least one word");
            }
            Set<W> words = EnumSet.noneOf(type);
            for (Setting item : items) {
                words.add(word(item, key, type));
            }
            return words;
        }

        private static <W extends Enum<W>> W word(Setting given, String key, Class<W> type) throws InvalidSettingException {
            List<String> names = Arrays.stream(type.getEnumConstants()).map(word -> word.name().toLowerCase(Locale.ROOT)).toList();
            return Enum.valueOf(type, given.choice(key, names).toUpperCase(Locale.ROOT));
        }
    }
}
