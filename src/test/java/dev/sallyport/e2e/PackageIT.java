package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** The Debian package on a Debian with systemd, whose dockerd answers somebody all the time. */
@ParameterizedClass
@MethodSource("dev.sallyport.e2e.Engines#available")
@Timeout(300)
final class PackageIT {

    private static final String PRIVILEGED = "{\"Image\":\"none\",\"HostConfig\":{\"Privileged\":true}}";

    @Parameter
    Engine engine;

    @Test
    void installUpgradeRemoveAndPurgeLoseNoCallAndLeaveDaemonJsonAlone() throws Exception {
        try (BootedDebian debian = BootedDebian.boot(engine)) {
            Files.copy(debianPackage(), debian.path("/root/sallyport.deb"));
            Files.createDirectories(debian.path("/etc/docker"));
            name(debian, "");
            succeeds(debian, "systemctl start docker");
            try (Client client = Client.start(debian)) {
                succeeds(debian, "dpkg -i /root/sallyport.deb");
                assertEquals("active\nactive\n", debian.run("systemctl is-active sallyport.socket sallyport.service")
                        .output());
                succeeds(debian, "sallyport policy validate /etc/sallyport/policy.yaml");
                assertTrue(create(debian).startsWith("HTTP/1.1 404"), "it judges before daemon.json names it");

                name(debian, "\"sallyport\"");
                reload(debian);
                assertTrue(create(debian).startsWith("HTTP/1.1 403"), create(debian));

                succeeds(debian, "echo '# ours' >> /etc/sallyport/policy.yaml");
                String before = mainProcess(debian);
                succeeds(debian, "dpkg -i /root/sallyport.deb");
                assertFalse(before.equals(mainProcess(debian)), "the new version does not run");
                assertTrue(create(debian).startsWith("HTTP/1.1 403"));

                Shell.Result refused = debian.run("dpkg -r sallyport");
                assertTrue(refused.output().contains("/etc/docker/daemon.json names the plugin"), refused::toString);
                assertTrue(create(debian).startsWith("HTTP/1.1 403"));
                assertEquals(json("\"sallyport\""), Files.readString(debian.path("/etc/docker/daemon.json")));

                name(debian, "");
                reload(debian);
                succeeds(debian, "dpkg -r sallyport");
                assertTrue(Files.readString(debian.path("/etc/sallyport/policy.yaml")).endsWith("# ours\n"));
                assertTrue(Files.exists(debian.path("/var/log/sallyport/audit.jsonl")));
                succeeds(debian, "dpkg -P sallyport");
                for (String gone : List.of("/opt/sallyport", "/etc/sallyport", "/var/log/sallyport", "/run/sallyport",
                        "/usr/bin/sallyport", "/run/docker/plugins/sallyport.sock")) {
                    assertFalse(Files.exists(debian.path(gone)), gone);
                }
                assertEquals(List.of(), client.failed());
            }
        }
    }

    private static Path debianPackage() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.toString().endsWith(".deb")).findAny().orElseThrow();
        }
    }

    private static String json(String plugins) {
        return "{\"authorization-plugins\": [" + plugins + "]}\n";
    }

    private static void name(BootedDebian debian, String plugins) throws IOException {
        Files.writeString(debian.path("/etc/docker/daemon.json"), json(plugins));
    }

    private static void reload(BootedDebian debian) {
        String count = "journalctl -u docker --no-pager | grep -c 'Reloaded configuration'";
        String before = debian.run(count).output();
        succeeds(debian, "systemctl reload docker");
        GuardedEngine.await("the reload", () -> !debian.run(count).output().equals(before));
    }

    private static void succeeds(BootedDebian debian, String script) {
        Shell.Result result = debian.run(script);
        assertTrue(result.succeeded(), () -> script + ": " + result);
    }

    private static String mainProcess(BootedDebian debian) {
        return debian.run("systemctl show -p MainPID --value sallyport.service").output();
    }

    private static String create(BootedDebian debian) throws IOException {
        return call(debian, "POST", "/containers/create", PRIVILEGED);
    }

    private static String call(BootedDebian debian, String method, String target, String body) throws IOException {
        try (RawClient client = new RawClient(debian.path("/run/docker.sock"))) {
            return client.send(method + " " + target + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .everything();
        }
    }

    /** Somebody who lists containers all the time. */
    private record Client(Thread thread, AtomicBoolean working, ConcurrentLinkedQueue<String> answers)
            implements AutoCloseable {

        static Client start(BootedDebian debian) {
            AtomicBoolean working = new AtomicBoolean(true);
            ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
            return new Client(Thread.ofVirtual().start(() -> {
                while (working.get()) {
                    try {
                        answers.add(call(debian, "GET", "/containers/json", ""));
                    } catch (IOException e) {
                        answers.add(e.toString());
                    }
                }
            }), working, answers);
        }

        List<String> failed() {
            return answers.stream().filter(answer -> !answer.startsWith("HTTP/1.1 200")).toList();
        }

        @Override
        public void close() {
            working.set(false);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
