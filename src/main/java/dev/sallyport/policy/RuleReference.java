package dev.sallyport.policy;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.SettingsTable;

/** {@code docs/rules.md}, made from the rules, so that it cannot say anything else. */
public final class RuleReference {

    private static final String HEAD = """
            # Rules

            A policy turns rules on by naming them under `rules`, or by extending a policy that does; a rule that is
            not named is off. Globs: `*` within a path segment, `**` across segments, `?`, `{a,b}`. Sizes: `512m`,
            `512MB`, or a number of bytes (powers of 1024). A pattern that nothing could match, such as a
            relative path, is an error.

            Beside its parameters, every rule has a `mode`: `enforce` (what it finds denies), `observe` (what it finds
            is written into the audit record, under `noted`, and denies nothing), `off`. `self-protection` cannot be
            observed. What a rule could not find out denies in any case.

            Made by `sallyport policy rules > docs/rules.md`; a test holds it against the code. CIS: the CIS Docker
            Benchmark v1.6.0; PSS: the Kubernetes Pod Security Standards.

            Denials that are no rule's: `request` (what no honest client sends, or what dockerd did not show the
            plugin), `docker` (what dockerd was asked and did not tell), `audit` (the record could not be written),
            `plugin` (the plugin failed), `opa` and what begins with `opa-` (docs/opa.md). No policy can turn these
            off.
            """;

    private RuleReference() {}

    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        RuleCatalogue.definitions().forEach(definition -> rule(definition, text));
        return text.toString();
    }

    private static void rule(RuleDefinition definition, StringBuilder text) {
        text.append("\n## `").append(definition.id()).append("`\n\n");
        text.append("Demands that a request ").append(definition.demand()).append(".\n");
        if (!definition.controls().isEmpty()) {
            text.append("Asked by: ").append(definition.controls()).append(".\n");
        }
        String settings = SettingsTable.markdown("parameter", definition.grammar());
        if (!settings.isEmpty()) {
            text.append('\n').append(settings);
        }
    }
}
