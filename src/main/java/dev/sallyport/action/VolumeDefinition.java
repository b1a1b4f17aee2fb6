package dev.sallyport.action;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a volume really is. The {@code local} driver hands {@code type}, {@code o} and {@code device} to mount(8): a volume
 * can be a bind in disguise, an overlay of any directory, a block device, or the host's /proc.
 *
 * @param name empty for an anonymous one
 * @param driver empty for the default, {@code local}
 * @param options the driver's options
 */
public record VolumeDefinition(String name, String driver, Map<String, String> options) {

    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs");

    public VolumeDefinition {
        options = Map.copyOf(options);
    }

    public boolean isLocal() {
        return driver.isEmpty() || driver.equals("local");
    }

    /** A file system type of which cannot be told what of the host it shows; empty if there is none. */
    public String unjudgeableType() {
        String type = option("type");
        boolean judgeable = binds() || Set.of("", "none", "tmpfs").contains(type) || REMOTE.contains(type);
        return isLocal() && !judgeable ? type : "";
    }

    /**
     * The paths of the host that the options can reach. With other drivers than {@code local}, any absolute path, wherever
     * it stands.
     */
    public List<String> hostPaths() {
        List<String> paths = new ArrayList<>();
        options.forEach((name, value) -> {
            if (isLocal() && name.equals("device")) {
                devicePath(value, paths);
            } else {
                Arrays.stream(value.split("[,:=]")).map(String::strip).filter(piece -> piece.startsWith("/")).forEach(paths::add);
            }
        });
        return paths;
    }

    private void devicePath(String device, List<String> paths) {
        boolean elsewhere = !binds() && (REMOTE.contains(option("type")) || option("type").equals("tmpfs"));
        if (!elsewhere && !device.isEmpty()) {
            // A relative device is relative to dockerd's working directory, which is the root directory.
            paths.add(device.startsWith("/") ? device : "/" + device);
        }
    }

    private boolean binds() {
        return Arrays.stream(option("o").split(",")).map(String::strip).anyMatch(o -> o.equals("bind") || o.equals("rbind"));
    }

    private String option(String name) {
        return options.getOrDefault(name, "");
    }
}
