package dev.sallyport.action;

import dev.sallyport.engine.body.Inspected;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A dockerd that knows what a test has told it. */
public final class FakeFacts implements EngineFacts {

    public final Map<String, Inspected.Container> containers = new HashMap<>();
    public final Map<String, Inspected.Image> images = new HashMap<>();
    public final Map<String, Inspected.Volume> volumes = new HashMap<>();
    public final Map<String, Inspected.Network> networks = new HashMap<>();
    public final Map<String, Inspected.Exec> execs = new HashMap<>();
    public final Map<String, byte[]> files = new HashMap<>();
    public String cgroupVersion = "2";

    /** What it gives no answer to: names, the keys of {@link #files}, {@code info}. */
    public final Set<String> unanswered = new HashSet<>();

    @Override
    public Lookup<Inspected.Container> container(String reference) {
        return find(containers, reference);
    }

    @Override
    public Lookup<Inspected.Image> image(String reference) {
        return find(images, reference);
    }

    @Override
    public Lookup<Inspected.Volume> volume(String name) {
        return find(volumes, name);
    }

    @Override
    public Lookup<Inspected.Network> network(String reference) {
        return find(networks, reference);
    }

    @Override
    public Lookup<Inspected.Exec> exec(String id) {
        return find(execs, id);
    }

    @Override
    public Lookup<Inspected.Info> info() {
        return find(Map.of("info", new Inspected.Info(cgroupVersion)), "info");
    }

    /** By container id and path, such as {@code abc:/etc/passwd}. */
    @Override
    public Lookup<byte[]> file(String container, String path) {
        return find(files, container + ":" + path);
    }

    private <T> Lookup<T> find(Map<String, T> things, String key) {
        if (unanswered.contains(key)) {
            return new Lookup.Failed<>("no answer");
        }
        T thing = things.get(key);
        return thing == null ? new Lookup.Absent<>() : new Lookup.Found<>(thing);
    }
}
