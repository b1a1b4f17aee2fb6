package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificates of docs/tls.md, made by its own commands. */
final class TlsPageTest {

    @TempDir
    private Path directory;

    @Test
    void commandsOfThePageMakeCertificatesThatServe() throws Exception {
        String page = Files.readString(Path.of("docs/tls.md"));
        Matcher commands = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertTrue(commands.find());
        String script = commands.group(1).replace("dir=/etc/docker/tls", "dir=" + directory + "/tls");
        run("sh", "-eu", "-c", script);
        Path tls = directory.resolve("tls");
        for (String[] made : new String[][] {{"server", "sslserver"}, {"anna", "sslclient"}, {"ben", "sslclient"}}) {
            assertEquals(made[0] + ".pem: OK\n",
                    run("openssl", "verify", "-CAfile", "ca.pem", "-purpose", made[1], made[0] + ".pem"));
        }
        assertEquals("subject=CN = anna\n", run("openssl", "x509", "-noout", "-subject", "-in", "anna.pem"));
        assertTrue(run("openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", "server.pem")
                .contains("DNS:docker.example, DNS:localhost, IP Address:127.0.0.1"));
        assertEquals("-rw-------", run("stat", "-c", "%A", "anna.key").strip());
        assertTrue(Files.exists(tls.resolve("ca.key")));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path there = directory.resolve("tls");
        Process process = new ProcessBuilder(command)
                .directory((Files.exists(there) ? there : directory).toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
