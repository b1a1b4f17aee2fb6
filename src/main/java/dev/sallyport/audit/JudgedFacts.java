package dev.sallyport.audit;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageOrigin;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was judged, as an audit record carries it: enough to judge it again, by another policy.
 *
 * @param version of this form: one more whenever an old record means something else than it says
 * @param aspects what the request would do, one by one
 * @param obstacles why it could not be understood, or what could not be found out
 * @param container the container that it is about, if it exists
 * @param origin of its image, if an exemption was for images
 * @param cut where texts and lists were cut, or what was left out, to fit into a record
 */
record JudgedFacts(
        long version,
        List<Aspect> aspects,
        List<Obstacle> obstacles,
        Optional<Action.ContainerState> container,
        Optional<ImageOrigin> origin,
        List<String> cut) {

    static final long VERSION = 1;

    static final FactShape SHAPE = FactShape.of(JudgedFacts.class);

    /** @param failed whether something could not be found out; else it is a verdict */
    record Obstacle(String rule, String found, String wanted, boolean failed) {

        static Obstacle of(Finding finding) {
            return new Obstacle(finding.rule(), finding.found(), finding.wanted(),
                    finding.force() instanceof Force.Fails);
        }

        Finding finding() {
            return failed ? Finding.fails(rule, found) : Finding.denies(rule, found, wanted);
        }
    }

    /** Without secrets; empty if nothing of the request was read. */
    static Optional<Map<String, @Nullable Object>> of(Action action) {
        if (action.aspects().isEmpty() && action.obstacles().isEmpty()) {
            return Optional.empty();
        }
        JudgedFacts facts = new JudgedFacts(VERSION, action.aspects(),
                action.obstacles().stream().map(Obstacle::of).toList(), action.container(),
                action.origin(), List.of());
        return Optional.of(MaskedFacts.of(SHAPE.plain(facts)));
    }
}
