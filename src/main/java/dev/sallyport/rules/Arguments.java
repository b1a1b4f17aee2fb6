package dev.sallyport.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values that a policy gives a rule's parameters, already checked against their types. */
public final class Arguments {

    private final Map<String, Object> values;

    private Arguments(Map<String, Object> values) {
        this.values = values;
    }

    /** @param given values of the type that each parameter demands; what is missing takes its standard value */
    public static Arguments of(List<Parameter> parameters, Map<String, Object> given) {
        Map<String, Object> values = new HashMap<>();
        parameters.forEach(parameter -> values.put(parameter.name(), given.getOrDefault(parameter.name(), parameter.standard())));
        return new Arguments(Map.copyOf(values));
    }

    boolean flag(String name) {
        return (Boolean) value(name);
    }

    List<String> texts(String name) {
        return ((List<?>) value(name)).stream().map(String.class::cast).toList();
    }

    long bytes(String name) {
        return (Long) value(name);
    }

    long whole(String name) {
        return (Long) value(name);
    }

    double number(String name) {
        return (Double) value(name);
    }

    String choice(String name) {
        return (String) value(name);
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return value;
    }
}
