package dev.sallyport.metrics;

import dev.sallyport.decision.Finding;
import dev.sallyport.engine.Operation;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import dev.sallyport.metrics.Family.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts judgements, by what stands in our own tables and in the operator's files: nothing that a user sends becomes a
 * series.
 */
public final class DecisionCounters {

    /** More than every rule of several policies in every force. */
    static final int MOST_FINDINGS = 1000;

    private static final Found OTHER = new Found("", "other", "other");
    private static final Operation[] OPERATIONS = Operation.values();

    private final LongAdder[] permits = adders();
    private final LongAdder[] denials = adders();
    private final Map<Found, LongAdder> findings = new ConcurrentHashMap<>();
    private final Histogram durations = new Histogram();

    /** @param kind as the audit log lists it */
    private record Found(String policy, String rule, String kind) {}

    /** @param permitted how many were permitted, since the start */
    public record Totals(long permitted, long denied) {}

    /** One for each operation, and one for what is none. */
    private static LongAdder[] adders() {
        return Stream.generate(LongAdder::new).limit(OPERATIONS.length + 1L).toArray(LongAdder[]::new);
    }

    /**
     * Counts one. By any thread; waits for nobody.
     *
     * @param took from when the request came until it was written down
     */
    public void answered(Judgement judgement, Duration took) {
        int operation = judgement.action().call().map(call -> call.operation().ordinal()).orElse(OPERATIONS.length);
        (judgement.permitted() ? permits : denials)[operation].increment();
        durations.observe(took);
        found(judgement).forEach(found -> counter(found).increment());
    }

    /** A rule that finds many things wrong with one request counts once. */
    private static Set<Found> found(Judgement judgement) {
        Set<Found> found = Set.of();
        for (Decision decision : judgement.decisions()) {
            for (Finding finding : decision.findings()) {
                found = found.isEmpty() ? new LinkedHashSet<>() : found;
                found.add(new Found(decision.by().name(), finding.rule(), finding.force().heading()));
            }
        }
        return found;
    }

    private LongAdder counter(Found found) {
        LongAdder known = findings.get(found);
        if (known != null) {
            return known;
        }
        Found counted = findings.size() < MOST_FINDINGS ? found : OTHER;
        return findings.computeIfAbsent(counted, _ -> new LongAdder());
    }

    public Totals totals() {
        return new Totals(sum(permits), sum(denials));
    }

    private static long sum(LongAdder[] adders) {
        return Stream.of(adders).mapToLong(LongAdder::sum).sum();
    }

    /** In how many requests each rule found something that had this outcome; the most frequent first. */
    public Map<String, Long> byRule(String kind) {
        Map<String, Long> counts = new TreeMap<>();
        findings.forEach((found, count) -> {
            if (found.kind().equals(kind)) {
                counts.merge(found.rule(), count.sum(), Long::sum);
            }
        });
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Operations that nobody has asked for yet are left out. */
    public List<Family> families() {
        return List.of(
                new Family("sallyport_decisions_total", "Requests of dockerd that were answered.",
                        Family.Type.COUNTER, decisions()),
                new Family("sallyport_findings_total",
                        "Requests in which a rule found something, by the policy that it was found by (none: no policy"
                                + " can turn it off) and by what came of it, as in the audit log.",
                        Family.Type.COUNTER, findings.entrySet().stream()
                                .map(entry -> new Sample(labels(entry.getKey()), entry.getValue().sum()))
                                .toList()),
                durations.family("sallyport_decision_duration_seconds",
                        "From when a request came until its answer was written down."));
    }

    private List<Sample> decisions() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i <= OPERATIONS.length; i++) {
            long permitted = permits[i].sum();
            long denied = denials[i].sum();
            if (permitted + denied > 0) {
                String operation = i < OPERATIONS.length ? OPERATIONS[i].id() : "unknown";
                samples.add(decision(operation, "permit", permitted));
                samples.add(decision(operation, "deny", denied));
            }
        }
        return samples;
    }

    private static Sample decision(String operation, String decision, long count) {
        return new Sample(Family.labels("operation", operation, "decision", decision), count);
    }

    private static Map<String, String> labels(Found found) {
        return Family.labels("policy", found.policy(), "rule", found.rule(), "kind", found.kind());
    }
}
