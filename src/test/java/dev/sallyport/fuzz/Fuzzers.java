package dev.sallyport.fuzz;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One class a parser, in the form that the fuzzer calls. Each takes its parser's own error for an answer; whatever else
 * escapes is a finding.
 */
public final class Fuzzers {

    private Fuzzers() {}

    public static final class Target {
        private Target() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                RequestTarget.parse(text(input));
            } catch (UnreadableException e) {
                // Refused.
            }
        }
    }

    public static final class Message {
        private Message() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                PluginMessage.parse(input, Instant.EPOCH);
            } catch (PluginMessage.MalformedException e) {
                // Refused.
            }
        }
    }

    public static final class CreateBody {
        private CreateBody() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                GoJson.decode(input, ContainerConfig.Create.class);
            } catch (UnreadableException e) {
                // Refused.
            }
        }
    }

    public static final class ServiceBody {
        private ServiceBody() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                GoJson.decode(input, ServiceSpec.class);
            } catch (UnreadableException e) {
                // Refused.
            }
        }
    }

    /** A target, a line feed, a body: from there to aspects. Nothing is refused by an exception. */
    public static final class Request {
        private static final DecisionIds IDS = new DecisionIds();
        private static final ContextHandler CONTEXT_HANDLER = new ContextHandler(new FakeFacts());

        private Request() {}

        public static void fuzzerTestOneInput(byte[] input) {
            String[] parts = text(input).split("\n", 2);
            Optional<byte[]> body =
                    parts.length < 2 ? Optional.empty() : Optional.of(parts[1].getBytes(StandardCharsets.UTF_8));
            CONTEXT_HANDLER.understand(IDS.get(), new AccessRequest(
                    Instant.EPOCH, Subject.ANONYMOUS, "POST", parts[0], Map.of("Content-Type", "application/json"),
                    body));
        }
    }

    public static final class PolicyFile {
        private static final PolicyLoader LOADER =
                new PolicyLoader(new Surroundings(path -> Optional.of(path), List.of()));

        private PolicyFile() {}

        public static void fuzzerTestOneInput(byte[] input) {
            try {
                LOADER.load(SettingsFile.of("p", input));
            } catch (InvalidSettingException e) {
                // Refused.
            }
        }
    }

    public static final class ConfigurationFile {
        private static final Path FILE =
                Path.of(System.getProperty("java.io.tmpdir"), "fuzz-" + ProcessHandle.current().pid() + ".json");

        private ConfigurationFile() {}

        public static void fuzzerTestOneInput(byte[] input) throws IOException {
            try {
                ConfigurationLoader.load(Files.write(FILE, input));
            } catch (InvalidSettingException e) {
                // Refused.
            }
        }
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
