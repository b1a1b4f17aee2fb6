package dev.sallyport.facts;

import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.Inspected.Exec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Something that has to be asked before a request can be judged.
 *
 * @param <T> what the answer is
 */
public sealed interface Question<T> {

    /** What dockerd knows. */
    sealed interface OfEngine<T> extends Question<T> {}

    /** What the host's kernel and file system say. */
    sealed interface OfHost<T> extends Question<T> {}

    /** A GET that answers one JSON object. */
    sealed interface Inspection<T extends Record> extends OfEngine<T> {
        /** The request target, without the version. */
        String target();

        Class<T> answer();
    }

    /** @param reference an id, the beginning of one, or a name */
    record Container(String reference) implements Inspection<Inspected.Container> {
        @Override
        public String target() {
            return "/containers/" + encoded(reference) + "/json";
        }

        @Override
        public Class<Inspected.Container> answer() {
            return Inspected.Container.class;
        }
    }

    record Image(String reference) implements Inspection<Inspected.Image> {
        @Override
        public String target() {
            return "/images/" + encoded(reference) + "/json";
        }

        @Override
        public Class<Inspected.Image> answer() {
            return Inspected.Image.class;
        }
    }

    record Volume(String name) implements Inspection<Inspected.Volume> {
        @Override
        public String target() {
            return "/volumes/" + encoded(name);
        }

        @Override
        public Class<Inspected.Volume> answer() {
            return Inspected.Volume.class;
        }
    }

    record Network(String reference) implements Inspection<Inspected.Network> {
        @Override
        public String target() {
            return "/networks/" + encoded(reference);
        }

        @Override
        public Class<Inspected.Network> answer() {
            return Inspected.Network.class;
        }
    }

    record Process(String exec) implements Inspection<Exec> {
        @Override
        public String target() {
            return "/exec/" + encoded(exec) + "/json";
        }

        @Override
        public Class<Exec> answer() {
            return Exec.class;
        }
    }

    /** The daemon itself: its defaults and where it keeps its data. */
    record Daemon() implements Inspection<Inspected.Info> {
        @Override
        public String target() {
            return "/info";
        }

        @Override
        public Class<Inspected.Info> answer() {
            return Inspected.Info.class;
        }
    }

    /** Every container there is, running or not. */
    record Containers() implements Inspection<Inspected.Containers> {
        @Override
        public String target() {
            return "/containers/json?all=1";
        }

        @Override
        public Class<Inspected.Containers> answer() {
            return Inspected.Containers.class;
        }
    }

    /**
     * A file or directory in a container, running or not, as {@code docker cp} shows it: through the container's
     * mounts. Links in the directories above it are followed, a link at the end is not.
     */
    record EntryIn(String container, String path) implements OfEngine<ContainerEntry> {
        public String target() {
            return "/containers/" + encoded(container) + "/archive?path=" + encoded(path);
        }
    }

    /** @param path absolute, without {@code ..} */
    record PathOnHost(String path) implements OfHost<HostEntry> {}

    /** Everything that is mounted on the host. */
    record Mounts() implements OfHost<MountTable> {}

    record Memory() implements OfHost<HostMemory> {}

    /**
     * What lies beneath a directory and is neither a file nor a directory nor a link, as far as it is looked through.
     *
     * @param directory without links
     * @param most how many entries are looked at
     */
    record SpecialFiles(String directory, int most) implements OfHost<FirstSpecialFile> {}

    /** Every unix socket that has a path. */
    record Sockets() implements OfHost<SocketTable> {}

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
