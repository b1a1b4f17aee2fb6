package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.BuildKit;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Query;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;

/** {@code operations}: which operations may be used at all. */
@Demand(value = "is an operation that the policy allows", controls = "CIS 5.1")
record Operations(
        @Doc("Operations by name, such as ContainerCreate, or by group: "
                + "[operations.md](operations.md).") List<OperationName> allow,
        @Doc("Operations or groups that are denied though a group of theirs is allowed.") List<OperationName> deny)
        implements Rule {

    static final Operations STANDARD = new Operations(
            OperationName.of("reads", "exports", "containers", "exec", "images", "builds", "volumes", "networks",
                    "distribution", "SystemAuth"),
            List.of());

    @Override
    public void invocation(Aspect.Invocation invocation, Findings findings) {
        Operation operation = invocation.operation();
        Query query = invocation.query();
        judge(operation, operation.id(), findings);
        if (!query.first("checkpoint").isEmpty() || !query.first("checkpoint-dir").isEmpty()) {
            judge(Operation.CHECKPOINT_CREATE, operation.id() + " from a checkpoint", findings);
        }
        if (operation == Operation.IMAGE_BUILD && BuildKit.asksForIt(query)) {
            judge(Operation.GRPC, operation.id() + " by BuildKit", findings);
        }
    }

    private void judge(Operation operation, String what, Findings findings) {
        boolean denied = matches(deny, operation);
        if (denied || !matches(allow, operation)) {
            findings.add(what + " is not allowed", "an operation that the policy allows",
                    operation.group() == Operation.Group.BUILDKIT
                            ? Mend.of("DOCKER_BUILDKIT=0 docker build")
                            : Mend.NONE,
                    admission(operation, denied));
        }
    }

    /** Of what is both denied and not allowed, no single change would do. */
    private Optional<Admission> admission(Operation operation, boolean denied) {
        if (!denied) {
            return Optional.of(Admission.add("allow", operation.id()));
        }
        Object[] denying = deny.stream().filter(name -> name.covers(operation)).map(OperationName::text).toArray();
        return matches(allow, operation) ? Optional.of(Admission.remove("deny", denying)) : Optional.empty();
    }

    private static boolean matches(List<OperationName> names, Operation operation) {
        return names.stream().anyMatch(name -> name.covers(operation));
    }
}
