package dev.sallyport.rules;

import java.util.List;
import java.util.function.BiFunction;

/**
 * A rule as policies, editors and the reference know it.
 *
 * @param id its key in a policy file
 * @param demand what it demands, in one sentence
 * @param controls where the demand comes from: CIS Docker Benchmark v1.6.0, Kubernetes Pod Security Standards
 * @param parameters what can be set
 * @param factory makes the rule
 */
public record RuleDefinition(
        String id,
        String demand,
        String controls,
        List<Parameter> parameters,
        BiFunction<Arguments, Surroundings, Rule> factory) {

    public RuleDefinition {
        parameters = List.copyOf(parameters);
    }
}
