package dev.sallyport.opa;

import dev.sallyport.action.Action;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Query;
import dev.sallyport.engine.RedactedTarget;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.Secrets;
import dev.sallyport.engine.UnreadableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets from OPA and its decision log: the values of environment variables, build arguments and the like, and
 * what swarm keeps secret. Names stay, so that a policy can ask whether a variable is set.
 *
 * @param on whether anything is kept at all
 */
public record Redaction(boolean on) {

    /** Options of a driver: of volumes, of logs, of networks. */
    private static final Set<String> OPTIONS = Set.of("DriverOpts", "Options", "Config", "options");

    /** Fields whose value is a secret, whatever document they stand in. */
    private static final Set<String> SECRETS = Set.of("JoinToken", "UnlockKey", "Data", "SigningCAKey");

    String target(String target) {
        return on ? RedactedTarget.of(target) : target;
    }

    Query query(Action action, Call call) {
        if (!on) {
            return call.target().query();
        }
        try {
            return RequestTarget.parse(RedactedTarget.of(action.request().target())).query();
        } catch (UnreadableException e) {
            throw new IllegalStateException("a target that was readable before its values were hidden", e);
        }
    }

    /** A document of this operation: its body, or what is told besides. */
    public Map<String, @Nullable Object> document(Map<String, @Nullable Object> document, Operation operation) {
        if (!on) {
            return document;
        }
        Map<String, @Nullable Object> redacted = new LinkedHashMap<>();
        document.forEach((name, value) -> redacted.put(name, field(name, value, operation)));
        return redacted;
    }

    private @Nullable Object field(String name, @Nullable Object value, Operation operation) {
        boolean settings = name.equalsIgnoreCase("Env") || operation == Operation.PLUGIN_SET;
        return switch (value) {
            case List<?> list when settings -> list.stream().map(Redaction::assignment).toList();
            case List<?> list -> list.stream().map(each -> field("", each, operation)).toList();
            case Map<?, ?> map when OPTIONS.contains(name) -> {
                Map<String, @Nullable Object> redacted = new LinkedHashMap<>();
                map.forEach((key, each) -> redacted.put((String) key, option((String) key, each)));
                yield redacted;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> redacted = new LinkedHashMap<>();
                map.forEach((key, each) -> redacted.put((String) key, field((String) key, each, operation)));
                yield redacted;
            }
            case String text when SECRETS.contains(name) && !text.isEmpty() -> Secrets.HIDDEN;
            case null, default -> value;
        };
    }

    /** Nowhere else are texts changed: a policy must see the paths and commands that dockerd will. */
    private static @Nullable Object option(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return Secrets.option(name, text);
        }
        return Secrets.isName(name) ? Secrets.HIDDEN : value;
    }

    /** {@code NAME=***}. */
    private static Object assignment(Object each) {
        return each instanceof String text ? Secrets.assignment(text) : each;
    }
}
