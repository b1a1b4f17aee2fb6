package dev.sallyport.facts;

import dev.sallyport.engine.body.Inspected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A dockerd and a host that know what a test has told them. On the host, every path is a directory unless it is said
 * otherwise.
 */
public final class FakeFacts implements Facts {

    public final Map<String, Inspected.Container> containers = new HashMap<>();
    public final Map<String, Inspected.Image> images = new HashMap<>();
    public final Map<String, Inspected.Volume> volumes = new HashMap<>();
    public final Map<String, Inspected.Network> networks = new HashMap<>();
    public final Map<String, Inspected.Exec> execs = new HashMap<>();

    /** By container id and path, such as {@code abc:/etc/passwd}. */
    public final Map<String, ContainerEntry> entries = new HashMap<>();

    public final Map<String, HostEntry> host = new HashMap<>();
    public String mountinfo = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n";
    public List<String> sockets = List.of();

    /** What somebody finds who looks through a directory, by the directory. */
    public final Map<String, FirstSpecialFile> special = new HashMap<>();

    /** How many entries of a directory it was asked to look at, each time. */
    public final List<Integer> looks = new ArrayList<>();

    public Inspected.Info daemon =
            new Inspected.Info("json-file", "/var/lib/docker", true, List.of("name=cgroupns"), "29.0.0");

    /** What it gives no answer to. */
    public final Set<Question<?>> unanswered = new HashSet<>();

    @Override
    @SuppressWarnings("unchecked")
    public <T> Lookup<T> ask(Question<T> question) {
        if (unanswered.contains(question)) {
            return new Lookup.Failed<>("no answer");
        }
        return (Lookup<T>) switch (question) {
            case Question.Container(String reference) -> find(containers, reference);
            case Question.Image(String reference) -> find(images, reference);
            case Question.Volume(String name) -> find(volumes, name);
            case Question.Network(String reference) -> find(networks, reference);
            case Question.Process(String exec) -> find(execs, exec);
            case Question.EntryIn(String container, String path) -> find(entries, container + ":" + path);
            case Question.Daemon() -> new Lookup.Found<>(daemon);
            case Question.Containers() -> new Lookup.Found<>(new Inspected.Containers(
                    containers.values().stream().distinct().map(container -> new Inspected.Listed(container.id()))
                            .toList()));
            case Question.PathOnHost(String path) -> new Lookup.Found<>(
                    host.getOrDefault(path, new HostEntry.Present(path, HostEntry.Type.DIRECTORY)));
            case Question.Mounts() -> new Lookup.Found<>(MountTable.parse(mountinfo.getBytes(StandardCharsets.UTF_8)));
            case Question.Sockets() -> new Lookup.Found<>(new SocketTable(sockets));
            case Question.SpecialFiles(String directory, int most) -> {
                looks.add(most);
                yield new Lookup.Found<>(special.getOrDefault(directory, new FirstSpecialFile(Optional.empty(), 0)));
            }
            case Question.Memory() -> new Lookup.Found<>(new HostMemory(64L << 30, 8L << 30));
        };
    }

    /** A root file system in which only root can write, with this /etc/passwd. */
    public void passwd(String container, String content) {
        entries.put(container + ":/", new ContainerEntry(ContainerEntry.Type.DIRECTORY, 0, 0755, new byte[0]));
        entries.put(container + ":/etc", new ContainerEntry(ContainerEntry.Type.DIRECTORY, 0, 0755, new byte[0]));
        entries.put(container + ":/etc/passwd",
                new ContainerEntry(ContainerEntry.Type.FILE, 0, 0644, content.getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> Lookup<T> find(Map<String, T> things, String key) {
        T thing = things.get(key);
        return thing == null ? new Lookup.Absent<>() : new Lookup.Found<>(thing);
    }
}
