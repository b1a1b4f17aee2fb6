package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.engine.Document.UnknownField;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code unknown-fields}: what this version has never heard of, a newer dockerd may obey. */
@Demand("sets no field of a host configuration or a service that Engine 20.10 to 29 do not know: a newer one might "
        + "obey it")
record UnknownFields(@Doc("Fields to let pass, such as HostConfig.NewField.") List<String> allowed) implements Rule {

    /** Elsewhere clients send names of their own: the Docker SDK for Python, {@code Container} to an exec. */
    private static final List<String> PLACES = List.of("HostConfig.", "TaskTemplate.");

    static final UnknownFields STANDARD = new UnknownFields(List.of());

    @Override
    public void invocation(Aspect.Invocation invocation, Findings findings) {
        invocation.unknown().stream()
                .filter(field -> PLACES.stream().anyMatch(field.path()::startsWith))
                .filter(field -> !field.zero() && !allowed.contains(field.path()))
                .map(UnknownField::path)
                .forEach(path -> findings.add("sets " + path + ", which no known engine has", "known fields",
                        "leave it out, or allow it in the policy", Admission.add("allowed", path)));
    }
}
