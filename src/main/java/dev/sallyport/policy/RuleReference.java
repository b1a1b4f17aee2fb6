package dev.sallyport.policy;

import dev.sallyport.rules.Parameter;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import java.util.List;

/** {@code docs/rules.md}, made from the rules, so that it cannot say anything else. */
public final class RuleReference {

    private static final String HEAD = """
            # Rules

            A policy turns rules on by naming them under `rules`; a rule that is not named is off. Made by
            `sallyport policy rules > docs/rules.md`; a test holds it against the code. CIS: the CIS Docker Benchmark v1.6.0; PSS: the
            Kubernetes Pod Security Standards. Globs: `*` within a path segment, `**` across segments, `?`, `{a,b}`.

            Denials that are no rule's: `request` (what no honest client sends, or what dockerd did not show the plugin), `docker`
            (what dockerd was asked and did not tell), `audit` (the record could not be written), `plugin` (the plugin failed),
            `opa` and what begins with `opa-` (docs/opa.md).
            No policy can turn these off.
            """;

    private RuleReference() {}

    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        RuleCatalogue.definitions().forEach(definition -> rule(definition, text));
        return text.toString();
    }

    private static void rule(RuleDefinition definition, StringBuilder text) {
        text.append("\n## `").append(definition.id()).append("`\n\nDemands that a request ").append(definition.demand()).append(".\n");
        if (!definition.controls().isEmpty()) {
            text.append("Asked by: ").append(definition.controls()).append(".\n");
        }
        if (!definition.parameters().isEmpty()) {
            text.append("\n| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n");
            definition.parameters().forEach(parameter -> parameter(parameter, text));
        }
    }


    private static void parameter(Parameter parameter, StringBuilder text) {
        text.append("| `").append(parameter.name()).append("` | ").append(type(parameter.type())).append(" | ")
                .append(standard(parameter.standard())).append(" | ").append(parameter.description()).append(" |\n");
    }

    private static String type(Parameter.Type type) {
        return switch (type) {
            case Parameter.Type.Flag() -> "true or false";
            case Parameter.Type.Texts() -> "list of strings";
            case Parameter.Type.Words _ -> "list of operations and groups";
            case Parameter.Type.Bytes() -> "size";
            case Parameter.Type.Whole() -> "whole number";
            case Parameter.Type.Number() -> "number";
            case Parameter.Type.Choice(List<String> words) -> String.join(" or ", words);
        };
    }

    private static String standard(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty() ? "none" : "`" + String.join("`, `", list.stream().map(String::valueOf).toList()) + "`";
        }
        return "`" + (value instanceof Double number && number == Math.rint(number) ? String.valueOf(number.longValue()) : value) + "`";
    }
}
