package dev.sallyport.opa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OPA answered, of its data API (POST /v1/data). */
sealed interface OpaAnswer {

    /**
     * @param reasons of a denial, for the person at the terminal
     * @param remove whether the policy asks for the removal of a container whose start it denies
     * @param decisionId under which OPA's own log has it; empty if it keeps none
     */
    record Decided(boolean allowed, List<String> reasons, boolean remove, String decisionId) implements OpaAnswer {}

    /** @param detail what exactly went wrong; may be empty */
    record Failed(OpaFailure failure, String detail, String decisionId) implements OpaAnswer {
        Failed(OpaFailure failure, String detail) {
            this(failure, detail, "");
        }
    }

    /**
     * Takes the body of a 200 apart. A permit is a literal true, or an object with {@code "allow": true} and no
     * {@code deny}.
     */
    static OpaAnswer parse(byte[] body) {
        Object answer;
        try {
            answer = Json.read(body);
        } catch (IOException e) {
            return new Failed(OpaFailure.MALFORMED, String.valueOf(e.getMessage()));
        }
        if (!(answer instanceof Map<?, ?> object)) {
            return new Failed(OpaFailure.MALFORMED, "it is not a JSON object");
        }
        String id = object.get("decision_id") instanceof String text ? text : "";
        if (object.containsKey("warning")) {
            return new Failed(OpaFailure.WARNING, shown(object.get("warning")), id);
        }
        if (!object.containsKey("result")) {
            return new Failed(OpaFailure.UNDEFINED, "", id);
        }
        return switch (object.get("result")) {
            case null -> new Failed(OpaFailure.NULL, "", id);
            case Boolean allowed -> new Decided(allowed, List.of(), false, id);
            case Map<?, ?> decision -> decision(decision, id);
            case Object other -> new Failed(OpaFailure.WRONG_TYPE, shown(other), id);
        };
    }

    private static OpaAnswer decision(Map<?, ?> decision, String id) {
        if (!(decision.get("allow") instanceof Boolean allowed)) {
            return new Failed(OpaFailure.WRONG_TYPE, shown(decision), id);
        }
        List<String> denials = texts(decision.get("deny"));
        if (allowed && denials.isEmpty()) {
            return new Decided(true, List.of(), false, id);
        }
        // An `allow` beside a reason to deny contradicts itself: the denial counts.
        List<String> reasons = new ArrayList<>(denials);
        reasons.addAll(texts(decision.get("messages")));
        reasons.addAll(texts(decision.get("reasons")));
        return new Decided(false, reasons.stream().distinct().toList(), Boolean.TRUE.equals(decision.get("remove")),
                id);
    }

    /** A set of strings is an array in JSON; what is no string is shown as it stands. */
    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(OpaAnswer::shown).toList();
            case Map<?, ?> map when map.isEmpty() -> List.of();
            case Boolean flag when !flag -> List.of();
            case Object other -> List.of(shown(other));
        };
    }

    private static String shown(@Nullable Object value) {
        return value instanceof String text ? text : new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
