package dev.sallyport.rules;

import dev.sallyport.action.Action;
import dev.sallyport.engine.Operation;
import dev.sallyport.settings.Choice;
import dev.sallyport.settings.Grammar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An operation by its id, such as {@code ContainerCreate}; a group of them; or {@code reads}. */
public record OperationName(String text) {

    /** Stands for every operation that only reads, but for those that read secrets or carry data away. */
    private static final String READS = "reads";

    static Grammar<OperationName> grammar() {
        Map<String, OperationName> known = new LinkedHashMap<>();
        known.put(READS, new OperationName(READS));
        for (Operation.Group group : Operation.Group.values()) {
            known.put(group.id(), new OperationName(group.id()));
        }
        for (Operation operation : Operation.values()) {
            known.put(operation.id(), new OperationName(operation.id()));
        }
        return new Choice<>("operation or group", known);
    }

    static List<OperationName> of(String... names) {
        return List.of(names).stream().map(OperationName::new).toList();
    }

    /** Whether what is asked is one of these; what is no operation of any engine is none. */
    public static boolean any(List<OperationName> names, Action action) {
        return action.call()
                .filter(call -> names.stream().anyMatch(name -> name.covers(call.operation())))
                .isPresent();
    }

    boolean covers(Operation operation) {
        return text.equals(operation.id())
                || text.equals(operation.group().id())
                || operation.effect() == Operation.Effect.READ && text.equals(READS);
    }
}
