package dev.sallyport.doctor;

import dev.sallyport.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What keeps dockerd from its next start. Source: moby, daemon/config, {@code findConfigurationConflicts}. */
record DaemonJson() implements Check {

    private static final String NAME = "daemon.json";
    private static final String KEY = "authorization-plugins";
    private static final Pattern MEANT = Pattern.compile("(?i)auth(ori[sz]ation|z)[-_]?plugins?");

    /** Of each key, the flags that say the same. */
    private static final Map<String, List<String>> FLAGS = Map.of(
            KEY, List.of("--authorization-plugin"),
            "hosts", List.of("--host", "-H"),
            "icc", List.of("--icc"),
            "live-restore", List.of("--live-restore"),
            "data-root", List.of("--data-root"),
            "group", List.of("--group", "-G"),
            "userns-remap", List.of("--userns-remap"),
            "default-runtime", List.of("--default-runtime"),
            "tlsverify", List.of("--tlsverify"));

    @Override
    public List<Observation> examine(Host host) {
        DaemonSettings daemon = host.daemon();
        List<Observation> seen = new ArrayList<>();
        daemon.mistake().ifPresent(mistake -> seen.add(Observation.critical(NAME,
                mistake + ": dockerd will not start", "mend the file; dockerd --validate checks it")));
        daemon.json().ifPresent(json -> json.entries().keySet().stream()
                .filter(key -> !key.equals(KEY) && MEANT.matcher(key).matches())
                .forEach(key -> seen.add(Observation.critical(NAME,
                        "`" + key + "` is no key of dockerd, which will not start", "the key is " + KEY))));
        daemon.find(KEY).filter(value -> !(value instanceof Setting.Items)).ifPresent(_ -> seen.add(
                Observation.critical(NAME, "`" + KEY + "` is not a list: dockerd will not start",
                        "write \"" + KEY + "\": [\"" + host.plugin() + "\"]")));
        FLAGS.forEach((key, flags) -> flags.stream()
                .filter(flag -> daemon.find(key).isPresent() && daemon.hasFlag(flag))
                .forEach(flag -> seen.add(Observation.critical(NAME,
                        "`" + key + "` is set and dockerd is started with " + flag + ": it will not start again",
                        "keep one of the two"))));
        if (seen.isEmpty()) {
            seen.add(Observation.ok(NAME, daemon.json().isPresent()
                    ? daemon.file() + " has no mistake that is looked for"
                    : daemon.file() + " does not exist"));
        }
        return seen;
    }
}
