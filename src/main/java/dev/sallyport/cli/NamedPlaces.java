package dev.sallyport.cli;

import dev.sallyport.config.Configuration;
import dev.sallyport.settings.Reason;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the places that a configuration names can be used, as far as that shows without using them. */
final class NamedPlaces {

    /** unix(7), sun_path, without its final zero; and what a name has added while its rights are being set. */
    private static final int MAX_SOCKET_BYTES = 107 - ".".length() - ".4194304".length();

    private final List<String> mistakes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private NamedPlaces() {}

    static NamedPlaces of(Configuration configuration) {
        NamedPlaces places = new NamedPlaces();
        Path socket = configuration.socket().path().path();
        places.socket("socket.path", socket, places.mistakes);
        if (!socket.toString().endsWith(".sock")) {
            places.warnings.add("socket.path: `" + socket + "` does not end with .sock: dockerd would not find it");
        }
        places.directory("audit.file", configuration.audit().file(), places.mistakes);
        places.socket("metrics.socket", configuration.metrics().socket().path(), places.warnings);
        places.dockerd(configuration.docker().socket().path());
        if (configuration.judges().contains(Configuration.Judge.OPA)) {
            configuration.opa().token().ifPresent(places::token);
        }
        return places;
    }

    /** What would keep the plugin from starting, or from judging. */
    List<String> mistakes() {
        return mistakes;
    }

    /** What may be as it is meant, and what may be otherwise when the plugin starts. */
    List<String> warnings() {
        return warnings;
    }

    private void socket(String key, Path path, List<String> to) {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_BYTES) {
            to.add(key + ": `" + path + "` is too long for a socket: " + MAX_SOCKET_BYTES + " bytes at most");
        } else {
            directory(key, path, to);
        }
    }

    /** The file's directory is made if it is missing. */
    private void directory(String key, Path file, List<String> to) {
        Path there = file.toAbsolutePath().getParent();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there)) {
            to.add(key + ": `" + file + "` cannot be made: " + there + " is not a directory");
        } else if (!Files.isWritable(there)) {
            to.add(key + ": `" + file + "` cannot be made: " + there + ": permission denied");
        }
    }

    private void token(Path file) {
        try {
            Files.readAllBytes(file);
        } catch (IOException e) {
            mistakes.add("opa.token: " + Reason.of(e));
        }
    }

    private void dockerd(Path socket) {
        refusal(socket).ifPresent(reason -> warnings.add("docker.socket: no dockerd answers on `" + socket + "` now ("
                + reason + "): it is asked about images, containers and volumes"));
    }

    /** Why nobody can be reached there; empty if somebody can. */
    static Optional<String> refusal(Path socket) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(Reason.withoutFile(e).toLowerCase(java.util.Locale.ROOT));
        }
    }
}
