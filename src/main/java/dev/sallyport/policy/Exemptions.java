package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.rules.Rule;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The exemptions from one policy. They come after the rules: a rule judges as if there were none, and then the force of
 * its verdicts is taken. What could not be found out keeps its force, and so does what no policy can turn off, which is
 * found elsewhere.
 *
 * @param all in the order in which they are asked
 * @param widened for each exemption that admits values, the policy's rules that admit them too, by the rule's id
 */
record Exemptions(List<Exemption> all, Map<Exemption, Map<String, Rule>> widened) {

    static final Exemptions NONE = new Exemptions(List.of(), Map.of());

    /** @param rules of the policy */
    static Exemptions from(List<RuleText> rules, Surroundings surroundings, List<Exemption> exemptions)
            throws InvalidSettingException {
        Map<Exemption, Map<String, Rule>> widened = new HashMap<>();
        for (Exemption exemption : exemptions) {
            Map<String, Rule> wider = new HashMap<>();
            for (RuleText rule : rules) {
                Optional<Rule> more = exemption.admitted(rule);
                more.ifPresent(known -> wider.put(rule.definition().id(), known.in(surroundings)));
            }
            widened.put(exemption, wider);
        }
        return new Exemptions(exemptions, widened);
    }

    /**
     * Takes the force of what exemptions are for.
     *
     * @param found by the rule
     * @param judge judges the action by another rule, as the same one
     */
    List<Finding> applied(String rule, Action action, List<Finding> found, Function<Rule, List<Finding>> judge) {
        if (all.isEmpty() || found.stream().noneMatch(Exemptions::isVerdict)) {
            return found;
        }
        List<Finding> left = found;
        for (Exemption exemption : all) {
            if (!exemption.hasExpired(action.request().time()) && exemption.match().value().holds(action)) {
                left = lifted(exemption, rule, left, found, judge);
            }
        }
        return left;
    }

    private List<Finding> lifted(
            Exemption exemption, String rule, List<Finding> left, List<Finding> found,
            Function<Rule, List<Finding>> judge) {
        if (exemption.lifts(rule)) {
            return with(new Force.Exempt(exemption.name()), left, texts(found));
        }
        Rule wider = widened.getOrDefault(exemption, Map.of()).get(rule);
        if (wider == null) {
            return left;
        }
        List<Finding> still = judge.apply(wider);
        Set<String> lifted = texts(found);
        // What the wider rule says that the policy's does not was not judged by the policy: nothing is lifted then.
        if (!lifted.containsAll(texts(still)) || still.stream().anyMatch(finding -> !isVerdict(finding))) {
            return left;
        }
        lifted.removeAll(texts(still));
        return with(new Force.Exempt(exemption.name()), left, lifted);
    }

    private static List<Finding> with(Force force, List<Finding> findings, Set<String> texts) {
        List<Finding> changed = new ArrayList<>();
        for (Finding finding : findings) {
            changed.add(isVerdict(finding) && texts.contains(finding.found()) ? finding.with(force) : finding);
        }
        return changed;
    }

    private static boolean isVerdict(Finding finding) {
        return finding.force() instanceof Force.Denies;
    }

    private static Set<String> texts(List<Finding> findings) {
        return findings.stream().map(Finding::found).collect(Collectors.toCollection(HashSet::new));
    }
}
