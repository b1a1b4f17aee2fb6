package dev.sallyport.action;

import dev.sallyport.action.VolumeDefinition.Nature;
import dev.sallyport.engine.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds out what a volume's driver and options come to. */
final class VolumeReader {

    /** More than any driver's options have; each costs a look at the host. */
    private static final int MAX_PATHS = 16;

    private static final int MAX_CHARS = 64 * 1024;

    private final PathReader paths;

    VolumeReader(PathReader paths) {
        this.paths = paths;
    }

    VolumeDefinition read(String name, String driver, Map<String, String> options) {
        return new VolumeDefinition(name, driver, options, nature(driver, options));
    }

    private Nature nature(String driver, Map<String, String> options) {
        try {
            return driver.isEmpty() || driver.equals("local") ? local(options) : byDriver(options);
        } catch (UnreadableException e) {
            return new Nature.Unjudgeable(String.valueOf(e.getMessage()), e.wanted());
        }
    }

    private Nature local(Map<String, String> options) throws UnreadableException {
        return switch (LocalVolume.read(options)) {
            case LocalVolume.Form.Plain() -> new Nature.Plain();
            case LocalVolume.Form.Memory() -> new Nature.Memory();
            case LocalVolume.Form.Bound(String device) ->
                    new Nature.HostDirectory(paths.read("has a device that", device));
            case LocalVolume.Form.Remote remote -> new Nature.Remote(remote.type(), remote.servers());
        };
    }

    /** What another driver does with its options is its own business; a path in them may be one of the host. */
    private Nature byDriver(Map<String, String> options) throws UnreadableException {
        if (options.values().stream().mapToLong(String::length).sum() > MAX_CHARS) {
            throw new UnreadableException("has options longer than " + MAX_CHARS + " characters");
        }
        List<HostPath> found = new ArrayList<>();
        for (String value : options.values()) {
            for (String piece : value.split("[,:=]")) {
                if (piece.strip().startsWith("/")) {
                    if (found.size() == MAX_PATHS) {
                        throw new UnreadableException("names more than " + MAX_PATHS + " paths");
                    }
                    found.add(paths.read("has a path that", piece.strip()));
                }
            }
        }
        return new Nature.ByDriver(found);
    }
}
