package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.Document.UnknownField;
import java.util.List;
import java.util.Set;

/** {@value #ID}: what this version has never heard of, a newer dockerd may obey. */
final class UnknownFields implements Rule {

    static final String ID = "unknown-fields";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "sets no field of a host configuration or a service that Engine 20.10 to 29 do not know: a newer one might obey it",
            "",
            List.of(Parameter.texts("allowed", List.of(), "Fields to let pass, such as HostConfig.NewField.")),
            (arguments, _) -> new UnknownFields(arguments));

    /** Elsewhere clients send names of their own: the Docker SDK for Python, {@code Container} to an exec. */
    private static final List<String> PLACES = List.of("HostConfig.", "TaskTemplate.");

    private final Set<String> allowed;

    private UnknownFields(Arguments arguments) {
        this.allowed = Set.copyOf(arguments.texts("allowed"));
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Invocation invocation -> invocation.unknown().stream()
                    .filter(field -> PLACES.stream().anyMatch(field.path()::startsWith))
                    .filter(field -> !field.zero() && !allowed.contains(field.path()))
                    .map(UnknownField::path)
                    .forEach(path -> findings.add("sets " + path + ", which no known engine has", "known fields",
                            "leave it out, or allow it in the policy"));
            case Aspect.Workload _, Aspect.ProcessStart _, Aspect.ResourceChange _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }
}
