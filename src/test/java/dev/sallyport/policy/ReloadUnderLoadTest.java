package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.judge.Decision;
import dev.sallyport.rules.Surroundings;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of reloads while everybody asks: each decision is that of one policy, whole. */
@Timeout(120)
final class ReloadUnderLoadTest {

    private static final int RELOADS = 2000;

    @TempDir
    private Path home;

    @Test
    void everyDecisionIsThatOfOnePolicyAndNothingGrows() throws Exception {
        Path file = home.resolve("policy.yaml");
        // Each denies by two rules, and by none of the other's.
        String odd = "name: odd\nrules: {privileged: {}, memory-limit: {}}\n";
        String even = "name: even\nrules: {non-root: {}, cap-drop: {}}\n";
        Files.writeString(file, odd);
        Policies policies = Policies.load(
                new PolicyFiles(Optional.of(file), Optional.empty(), List.of(),
                        _ -> new Surroundings(Optional::of, List.of())),
                InstantSource.system());
        AtomicBoolean running = new AtomicBoolean(true);
        Action start = start();
        List<Future<Long>> clients = new ArrayList<>();
        List<WeakReference<InForce>> were = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int n = 0; n < 2; n++) {
                clients.add(threads.submit(() -> ask(policies, start, running)));
            }
            try {
                reload(policies, file, List.of(even, "name: [", odd), were);
            } finally {
                running.set(false);
            }
        }
        for (Future<Long> client : clients) {
            assertTrue(client.get() > 1000, "somebody was not answered while others were reloading");
        }
        assertEquals(1, left(were), "what is no longer in force is let go");
    }

    private static void reload(Policies policies, Path file, List<String> texts, List<WeakReference<InForce>> were)
            throws IOException {
        for (int n = 0; n < RELOADS; n++) {
            String text = texts.get(n % texts.size());
            Files.writeString(file, text);
            Reload outcome = policies.reload(Reload.Trigger.FILE);
            assertEquals(text.contains("rules"), outcome instanceof Reload.Loaded);
            if (outcome instanceof Reload.Loaded loaded) {
                were.add(new WeakReference<>(loaded.inForce()));
            }
        }
    }

    /** Returns how many were answered. */
    private static long ask(Policies policies, Action start, AtomicBoolean running) {
        long answered = 0;
        while (running.get()) {
            Decision decision = policies.decide(start, List.of());
            List<String> rules = decision.findings().stream().map(Finding::rule).toList();
            assertEquals(
                    decision.by().name().equals("odd")
                            ? List.of("privileged", "memory-limit")
                            : List.of("cap-drop", "non-root"),
                    rules);
            answered++;
        }
        return answered;
    }

    private static Action start() throws UnreadableException {
        FakeFacts facts = new FakeFacts();
        byte[] json = "{\"Id\":\"box-id\",\"HostConfig\":{\"Privileged\":true},\"Config\":{\"User\":\"0\"}}"
                .getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(json, Inspected.Container.class).view());
        AccessRequest request = new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", "/containers/box/start",
                Map.of(), Optional.empty());
        return new ContextHandler(facts).understand(new DecisionId("00ff"), request);
    }

    private static long left(List<WeakReference<InForce>> were) throws InterruptedException {
        long left = were.size();
        for (int n = 0; n < 50 && left > 1; n++) {
            System.gc();
            Thread.sleep(20);
            left = were.stream().filter(each -> each.get() != null).count();
        }
        return left;
    }
}
