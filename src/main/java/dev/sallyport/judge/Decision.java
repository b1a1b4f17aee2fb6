package dev.sallyport.judge;

import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What one decision point says.
 *
 * @param by whose word it is
 * @param permits whether it permits; one that neither permits nor finds anything has nothing to say about this request
 * @param findings everything that it found, not only the first
 * @param reference under which name it keeps this decision in a log of its own
 */
public record Decision(Authority by, boolean permits, List<Finding> findings, Optional<Reference> reference) {

    /** @param decisionPoint such as {@code opa} */
    public record Reference(String decisionPoint, String id) {}

    public Decision {
        findings = List.copyOf(findings);
        if (permits && refuses(findings)) {
            throw new IllegalArgumentException("a permit with a reason to deny");
        }
    }

    /** Permits if nothing that was found refuses. */
    public static Decision of(Authority by, List<Finding> findings) {
        return new Decision(by, !refuses(findings), findings, Optional.empty());
    }

    /** What was found by nobody's word: never a permit. */
    public static Decision unasked(List<Finding> findings) {
        return new Decision(Authority.NOBODY, false, findings, Optional.empty());
    }

    /** Nothing to say about this request. */
    public static Decision silent(Authority by) {
        return new Decision(by, false, List.of(), Optional.empty());
    }

    /** The same, kept elsewhere under that name too. */
    public Decision with(Optional<Reference> name) {
        return new Decision(by, permits, findings, name);
    }

    private static boolean refuses(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.force().refuses());
    }
}
