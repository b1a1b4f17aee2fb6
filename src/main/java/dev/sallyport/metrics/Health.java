package dev.sallyport.metrics;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether something is as it should be.
 *
 * @param checks in the order in which they are told
 */
public record Health(List<Check> checks) {

    /**
     * @param about one word
     * @param wrong what is wrong, in one line; empty if nothing is
     */
    public record Check(String about, Optional<String> wrong) {}

    public Health {
        checks = List.copyOf(checks);
    }

    /** 200 or 503, a line for each check. */
    public Page page() {
        boolean well = checks.stream().allMatch(check -> check.wrong().isEmpty());
        return Page.text(well ? 200 : 503, checks.stream()
                .map(check -> check.about() + ": " + check.wrong().orElse("ok") + "\n")
                .collect(Collectors.joining()));
    }
}
