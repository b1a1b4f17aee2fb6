package dev.sallyport.bench;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.engine.Document;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The steps of a decision by themselves, so that a regression is seen where it happens: with the compiler that runs,
 * C1.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djdk.reflect.useNativeAccessorOnly=true"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Steps {

    @Param({"req_create", "req_create_64k"})
    public String body;

    private byte[] message;
    private AccessRequest request;
    private Judge judge;
    private Judgement judgement;
    private AuditTrail audit;

    @Setup
    public void prepare() throws Exception {
        message = Files.readAllBytes(Path.of("bench/bodies", body + ".json"));
        request = PluginMessage.parse(message, Instant.EPOCH);
        FakeFacts facts = new FakeFacts();
        facts.images.put("bb:1", Views.of(Map.of("Id", "sha256:1"), Inspected.Image.class));
        PolicyLoader loader = new PolicyLoader(new Surroundings(Optional::of, List.of()));
        byte[] policy = Files.readAllBytes(Path.of("policies/hardened.yaml"));
        judge = new Judge(new ContextHandler(facts),
                List.of(new RulesDecisionPoint(loader.load(SettingsFile.of("hardened", policy)))),
                InstantSource.system());
        judgement = judge.judge(new DecisionId("00"), request);
        Path file = Files.createTempFile("bench", ".jsonl");
        file.toFile().deleteOnExit();
        audit = new AuditTrail(AuditLog.open(new AuditLog.Options(file, AuditLog.Sync.NONE, 0, 1)),
                AuditTrail.Scope.ALL, true);
    }

    @Benchmark
    public AccessRequest read() throws PluginMessage.MalformedException {
        return PluginMessage.parse(message, Instant.EPOCH);
    }

    @Benchmark
    public Document<?> decode() throws Exception {
        return GoJson.decode(request.body().orElseThrow(), ContainerConfig.Create.class);
    }

    @Benchmark
    public Judgement decide() {
        return judge.judge(new DecisionId("00"), request);
    }

    @Benchmark
    public Judgement record() {
        return audit.write(judgement);
    }
}
