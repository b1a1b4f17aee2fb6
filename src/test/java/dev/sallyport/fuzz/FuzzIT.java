package dev.sallyport.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parser against Jazzer, which is guided by what code an input reaches, in a process of its own with a small
 * heap: nothing but the parser's own error escapes, no input takes long, none takes much memory. A finding prints its
 * input. More with {@code -Dfuzz.runs=N -Dfuzz.seed=S}.
 */
final class FuzzIT {

    private static final int RUNS = Integer.getInteger("fuzz.runs", 50_000);
    private static final int SEED = Integer.getInteger("fuzz.seed", 42);
    private static final int SECONDS_FOR_ONE_INPUT = 5;
    private static final int MAX_INPUT_BYTES = 16 * 1024;

    @TempDir
    private Path directory;

    static Stream<Arguments> fuzzers() {
        return Stream.of(
                Arguments.of(Fuzzers.Target.class,
                        List.of("/v1.45/containers/create?name=a&x=%20+b", "http://h:1/v1.45/images/a/b/json?x#y")),
                Arguments.of(Fuzzers.Message.class, List.of("""
                        {"User":"a","RequestMethod":"POST","RequestUri":"/x","RequestBody":"aGVsbG8=",\
                        "RequestHeaders":{"Content-Type":"application/json"},"RequestPeerCertificates":["YQ=="]}""")),
                Arguments.of(Fuzzers.CreateBody.class, List.of("""
                        {"Image":"a","Cmd":"x","Env":["A=b"],"Labels":{"a":"b"},"HostConfig":{"Memory":123,\
                        "Binds":["/a:/b:ro"],\
                        "Mounts":[{"Type":"bind","BindOptions":{"NonRecursive":true}}],"MaskedPaths":[],\
                        "PidsLimit":null}}""")),
                Arguments.of(Fuzzers.ServiceBody.class, List.of("""
                        {"Name":"a","TaskTemplate":{"ContainerSpec":{"Image":"a",\
                        "Privileges":{"Seccomp":{"Mode":"unconfined"}},\
                        "Mounts":[{"Type":"volume"}]},"Resources":{"Limits":{"MemoryBytes":1}}},\
                        "Mode":{"Replicated":{"Replicas":1}}}""")),
                Arguments.of(Fuzzers.Request.class, List.of(
                        """
                        /v1.45/containers/create
                        {"Image":"a","User":"1:2","Volumes":{"/x":{}},"HostConfig":{"Binds":["a:/b","/c",\
                        "/d:/e:ro,z"],"VolumesFrom":["x:ro"],\
                        "SecurityOpt":["label:disable"],"LogConfig":{"Config":{"a":"unix:///x"}}}}""",
                        "/volumes/create\n{\"Name\":\"a\",\"DriverOpts\":{\"type\":\"none\",\"o\":\"bind,ro\","
                                + "\"device\":\"/etc\"}}",
                        "/v1.45/services/create\n{\"TaskTemplate\":{\"ContainerSpec\":{"
                                + "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/a\"}]},"
                                + "\"Networks\":[{\"Target\":\"host\"}]}}",
                        "/containers/a/update\n{\"Memory\":1,\"MemorySwap\":-1}")),
                Arguments.of(Fuzzers.PolicyFile.class, List.of(
                        "name: a\nrules:\n  cap-drop: {required: [ALL]}\n  memory-limit:\n    max: 64m\n"
                                + "  host-paths: {allowed: [/srv/**]}\n",
                        "a: &a [1]\nb: *a\n")),
                Arguments.of(Fuzzers.ConfigurationFile.class, List.of(
                        """
                        {"socket": {"path": "/s", "mode": "0600"}, "judges": ["rules", "opa"], \
                        "opa": {"url": "https://h:1", "tls": {"ca": "x"}},\
                         "audit": {"maxBytes": "64m", "keep": 1}}""")));
    }

    @ParameterizedTest
    @MethodSource("fuzzers")
    void nothingButItsOwnErrorEscapes(Class<?> fuzzer, List<String> seeds) throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        for (int n = 0; n < seeds.size(); n++) {
            Files.writeString(corpus.resolve("seed" + n), seeds.get(n));
        }
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command(fuzzer, corpus))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(300, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        String output = Files.readString(log);
        assertTrue(ended && process.exitValue() == 0, () -> tail(output));
        assertTrue(output.contains("DONE") && output.contains("cov: "),
                () -> "the fuzzer did not run: " + tail(output));
        try (Stream<Path> found = Files.list(corpus)) {
            assertTrue(found.count() > 2 * seeds.size(), "the fuzzer was not guided: it kept no inputs of its own");
        }
    }

    private static List<String> command(Class<?> fuzzer, Path corpus) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-cp", classPath(),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + fuzzer.getName(),
                "--instrumentation_includes=dev.sallyport.**",
                "-runs=" + RUNS,
                "-seed=" + SEED,
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-max_len=" + MAX_INPUT_BYTES,
                corpus.toString());
    }

    /** Without JUnit, in which Jazzer would look for its own version of it. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("/org/junit/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String tail(String output) {
        return output.substring(Math.max(0, output.length() - 8000));
    }
}
