package dev.sallyport.action;

import dev.sallyport.engine.body.Inspected;
import java.util.HashMap;
import java.util.Map;

/** A dockerd that knows what a test has told it. */
public final class FakeFacts implements EngineFacts {

    public final Map<String, Inspected.Container> containers = new HashMap<>();
    public final Map<String, Inspected.Image> images = new HashMap<>();
    public final Map<String, Inspected.Volume> volumes = new HashMap<>();
    public final Map<String, Inspected.Network> networks = new HashMap<>();
    public final Map<String, Inspected.Exec> execs = new HashMap<>();
    public final Map<String, byte[]> files = new HashMap<>();
    public String cgroupVersion = "2";

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
        return new Lookup.Found<>(new Inspected.Info(cgroupVersion));
    }

    /** By container id and path, such as {@code abc:/etc/passwd}. */
    @Override
    public Lookup<byte[]> file(String container, String path) {
        return find(files, container + ":" + path);
    }

    private static <T> Lookup<T> find(Map<String, T> things, String key) {
        T thing = things.get(key);
        return thing == null ? new Lookup.Absent<>() : new Lookup.Found<>(thing);
    }
}
