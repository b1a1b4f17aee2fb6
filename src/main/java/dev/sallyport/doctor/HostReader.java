package dev.sallyport.doctor;

import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.Outcome;
import dev.sallyport.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what the checks look at. */
public final class HostReader {

    private HostReader() {}

    /** Why dockerd tells nothing. */
    public static final class SilentException extends Exception {
        private static final long serialVersionUID = 1;

        SilentException(String message) {
            super(message);
        }
    }

    /** @throws SilentException if dockerd does not answer, or not with 200 */
    public static Host.Engine engine(BoundedHttp http) throws SilentException {
        return new Host.Engine(get(http, "/version", Host.Version.class), get(http, "/info", Host.Info.class));
    }

    private static <T extends Record> T get(BoundedHttp http, String target, Class<T> type) throws SilentException {
        return switch (http.send(Request.get(target))) {
            case Outcome.Answered(int status, _, byte[] body) when status == 200 -> decode(body, type);
            case Outcome.Answered(int status, _, _) -> throw new SilentException("it answered " + status);
            case Outcome.Failed(Outcome.Cause cause, String detail) ->
                    throw new SilentException(
                            detail.isEmpty() ? cause.name().toLowerCase(java.util.Locale.ROOT) : detail);
        };
    }

    private static <T extends Record> T decode(byte[] body, Class<T> type) throws SilentException {
        try {
            return GoJson.decodeAnswer(body, type);
        } catch (UnreadableException e) {
            throw new SilentException("its answer makes no sense: " + e.getMessage());
        }
    }

    /**
     * The arguments of the dockerd that runs; empty if there is none, or several of which none names the socket.
     *
     * @param proc {@code /proc}
     */
    public static List<String> arguments(Path proc, Path socket) throws IOException {
        List<List<String>> daemons;
        try (Stream<Path> processes = Files.list(proc)) {
            daemons = processes.filter(each -> each.getFileName().toString().matches("[0-9]+"))
                    .map(HostReader::commandLine)
                    .filter(words -> !words.isEmpty() && words.getFirst().matches("(.*/)?dockerd"))
                    .toList();
        }
        return daemons.size() == 1
                ? daemons.getFirst()
                : daemons.stream().filter(words -> words.stream().anyMatch(word -> word.endsWith("unix://" + socket)))
                        .findFirst().orElse(List.of());
    }

    /** Empty if it has ended meanwhile. */
    private static List<String> commandLine(Path process) {
        try {
            String words = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return words.isEmpty() ? List.of() : Arrays.asList(words.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** @param groups {@code /etc/group} */
    public static List<String> members(Path groups, String group) throws IOException {
        return Files.readAllLines(groups, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 4 && fields[0].equals(group))
                .flatMap(fields -> Arrays.stream(fields[3].split(",")))
                .filter(name -> !name.isBlank())
                .toList();
    }

    /** What can be seen of the audit log. */
    public static Host.Audit audit(Path file, boolean deniesOnError) {
        return new Host.Audit(file, permissions(file), free(file), deniesOnError);
    }

    private static Optional<String> permissions(Path file) {
        try {
            return Optional.of(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long free(Path file) {
        Path there = file.toAbsolutePath().getParent();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there == null ? -1 : Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
