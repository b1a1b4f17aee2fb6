package dev.sallyport.rules;

import dev.sallyport.engine.Operation;
import java.util.Arrays;
import java.util.stream.Collectors;

/** {@code docs/operations.md}, made from the operations, so that it cannot say anything else. */
public final class OperationReference {

    private static final String HEAD = """
            # Operations

            Every operation of the Docker Engine API, 20.10 to 29, as the rule `operations`
            ([rules.md](rules.md#operations)) allows and denies it: by its name, or with its group. `reads` stands for
            all whose effect is `read`, whatever their group. The name is also in each denial and audit record.

            What is asked for by any other route is no operation of a known engine: it is always denied.

            Made by `sallyport operations > docs/operations.md`; a test holds it against the code.
            """;

    private OperationReference() {}

    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("\n## Effects\n\n| effect | meaning |\n| --- | --- |\n");
        for (Operation.Effect effect : Operation.Effect.values()) {
            text.append("| `%s` | It %s. |\n".formatted(effect.id(), effect.meaning()));
        }
        for (Operation.Group group : Operation.Group.values()) {
            text.append("\n## `%s`\n\n%s.\n\n".formatted(group.id(), sentence(group.meaning())));
            text.append("| operation | effect | route |\n| --- | --- | --- |\n");
            Arrays.stream(Operation.values()).filter(operation -> operation.group() == group)
                    .forEach(operation -> text.append(row(operation)));
        }
        return text.toString();
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String row(Operation operation) {
        String routes = operation.routes().stream()
                .map(route -> "`" + route + "`")
                .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s |\n".formatted(operation.id(), operation.effect().id(), routes);
    }
}
