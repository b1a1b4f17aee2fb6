package dev.sallyport.cli;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.judge.Judge;
import dev.sallyport.plugin.PluginMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Judges what a docker CLI asks again and again while nobody waits, until Java has compiled what judging takes: a host
 * that creates ten containers an hour would wait for the interpreter each time. Nothing is asked of dockerd, written
 * down or counted.
 *
 * <p>It begins when those who waited for the plugin have been answered, takes half of one CPU, and ends after a bounded
 * number of rounds or a bounded time, whichever comes first.
 */
final class WarmUp implements Runnable {

    private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());

    private static final long DELAY_MILLIS = 300;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(4);
    /** C1 compiles what has been called 200 times (HotSpot, Tier3InvocationThreshold). */
    private static final int ROUNDS = 220;
    private static final DecisionId NOBODYS = new DecisionId("0000000000000000");

    private static final String CREATE = """
            {"Hostname":"","Domainname":"","User":"%s","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,\
            "Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["FOO=bar"],"Cmd":["/bin/sh","-c","echo hi"],\
            "Image":"warm-up:1","Volumes":{},"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{"app":"x"},\
            "HostConfig":{"Binds":["/srv:/data:ro"],"ContainerIDFile":"","LogConfig":{"Type":"","Config":{}},\
            "NetworkMode":"none","PortBindings":{},"RestartPolicy":{"Name":"no","MaximumRetryCount":0},\
            "AutoRemove":false,"VolumeDriver":"","VolumesFrom":null,"ConsoleSize":[0,0],"CapAdd":null,\
            "CapDrop":["ALL"],"CgroupnsMode":"","Dns":[],"DnsOptions":[],"DnsSearch":[],"ExtraHosts":null,\
            "GroupAdd":null,"IpcMode":"","Cgroup":"","Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":%s,\
            "PublishAllPorts":false,"ReadonlyRootfs":false,"SecurityOpt":["no-new-privileges"],"UTSMode":"",\
            "UsernsMode":"","ShmSize":0,"CpuShares":0,"Memory":134217728,"NanoCpus":0,"BlkioWeight":0,\
            "Devices":[],"MemoryReservation":0,"MemorySwap":0,"MemorySwappiness":-1,"OomKillDisable":false,\
            "PidsLimit":0,"Ulimits":[],"MaskedPaths":null,"ReadonlyPaths":null},\
            "NetworkingConfig":{"EndpointsConfig":{}}}""";

    private static final String IMAGE =
            "{\"Id\":\"sha256:1\",\"Config\":{\"User\":\"1000\",\"Env\":[\"PATH=/bin\"],\"Cmd\":[\"sh\"]}}";

    private static final List<byte[]> MESSAGES = List.of(
            message(CREATE.formatted("1000:1000", "false")), message(CREATE.formatted("", "true")));

    private final Judge judge;

    private WarmUp(DecisionPoint rules, Facts host) {
        this.judge = new Judge(new ContextHandler(Facts.of(new KnownImage(), host)), List.of(rules),
                InstantSource.system());
    }

    /** Begins in the background. */
    static void start(DecisionPoint rules, Facts host) {
        Thread.ofPlatform().daemon().name("sallyport-warm-up").start(new WarmUp(rules, host));
    }

    /** A dockerd that has one image. */
    private static final class KnownImage implements Facts {
        @Override
        @SuppressWarnings("unchecked") // The question says what its answer is.
        public <T> Lookup<T> ask(Question<T> question) {
            try {
                return question instanceof Question.Image
                        ? (Lookup<T>) new Lookup.Found<>(GoJson.decodeAnswer(
                                IMAGE.getBytes(StandardCharsets.UTF_8), Inspected.Image.class))
                        : new Lookup.Absent<>();
            } catch (UnreadableException e) {
                return new Lookup.Failed<>(String.valueOf(e.getMessage()));
            }
        }
    }

    private static byte[] message(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String target = "/v1.45/containers/create?name=warm-up";
        return ("{\"RequestMethod\":\"POST\",\"RequestUri\":\"" + target + "\",\"RequestBody\":\""
                + Base64.getEncoder().encodeToString(bytes)
                + "\",\"RequestHeaders\":{\"Content-Type\":\"application/json\",\"Content-Length\":\"" + bytes.length
                + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        try {
            Thread.sleep(DELAY_MILLIS);
            long start = System.nanoTime();
            long before = start;
            for (int n = 0; n < ROUNDS && before - start < MOST_NANOS; n++) {
                for (byte[] message : MESSAGES) {
                    judge.judge(NOBODYS, PluginMessage.parse(message, Instant.now()));
                }
                long now = System.nanoTime();
                Thread.sleep(1 + TimeUnit.NANOSECONDS.toMillis(now - before));
                before = System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PluginMessage.MalformedException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the warming up failed; the first decisions will take longer", e);
        }
    }
}
