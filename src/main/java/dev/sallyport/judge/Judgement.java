package dev.sallyport.judge;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was judged of an action: the one thing that the answer, the audit record and everything else after it are made
 * from.
 *
 * @param decisions of all who were asked, and of those who need not be, in that order
 * @param took how long it took, from when the request came
 */
public record Judgement(Action action, List<Decision> decisions, Duration took) {

    public Judgement {
        decisions = List.copyOf(decisions);
    }

    /**
     * Whether the request may pass: any finding that refuses denies; else anybody's permit permits; and if nobody
     * permits, it is denied.
     */
    public boolean permitted() {
        boolean permitted = false;
        for (Decision decision : decisions) {
            for (Finding finding : decision.findings()) {
                if (finding.force().refuses()) {
                    return false;
                }
            }
            permitted |= decision.permits();
        }
        return permitted;
    }

    /** Everything that was found, in the order found, each thing once. */
    public List<Finding> findings() {
        return decisions.stream().flatMap(decision -> decision.findings().stream()).distinct().toList();
    }

    /** The verdicts against it. */
    public List<Finding> violations() {
        return findings().stream().filter(finding -> finding.force() instanceof Force.Denies).toList();
    }

    /** What could not be found out or judged, and denies. */
    public List<Finding> failures() {
        return findings().stream().filter(finding -> finding.force() instanceof Force.Fails).toList();
    }

    /** Everything that was found, by the heading that it is listed under. */
    public Map<String, List<Finding>> byHeading() {
        Map<String, List<Finding>> listed = new LinkedHashMap<>();
        for (Finding finding : findings()) {
            listed.computeIfAbsent(finding.force().heading(), _ -> new ArrayList<>()).add(finding);
        }
        return listed;
    }

    /** By whose word it is what it is: of a permit, who permits; else whose verdict is against it. */
    public List<Authority> decidedBy() {
        boolean permitted = permitted();
        return decisions.stream()
                .filter(decision -> permitted
                        ? decision.permits()
                        : decision.findings().stream().anyMatch(finding -> finding.force() instanceof Force.Denies))
                .map(Decision::by)
                .filter(by -> !by.equals(Authority.NOBODY))
                .distinct()
                .toList();
    }

    public List<Decision.Reference> references() {
        return decisions.stream().flatMap(decision -> decision.reference().stream()).toList();
    }

    /**
     * The id of a container that is to be removed: {@code docker run --rm} waits for the removal of a container whose
     * start is denied, and hangs without. Only for a verdict on the container itself, which would be the same whoever
     * asked; and not while anything failed, since then nobody knows what the verdict rests on.
     */
    public Optional<String> removal() {
        return isAgainst(Finding.About.CONTAINER) && failures().isEmpty() ? action.awaitingRemoval() : Optional.empty();
    }

    /** The name of a container that a verdict on itself keeps from starting, and that stays: it is in the way. */
    public Optional<String> leftBehind() {
        boolean against = isAgainst(Finding.About.CONTAINER) || isAgainst(Finding.About.CONTAINER_TO_ASKER);
        return against && removal().isEmpty()
                ? action.starting().map(_ -> action.containerName())
                : Optional.empty();
    }

    private boolean isAgainst(Finding.About what) {
        return violations().stream().anyMatch(finding -> finding.about() == what);
    }

    /** The same with one more thing found, by nobody's word. */
    public Judgement with(Finding finding) {
        List<Decision> more = new ArrayList<>(decisions);
        more.add(Decision.unasked(List.of(finding)));
        return new Judgement(action, more, took);
    }
}
