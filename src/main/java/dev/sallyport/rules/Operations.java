package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@value #ID}: which operations may be used at all. */
final class Operations implements Rule {

    static final String ID = "operations";

    /** Stands for every operation that only reads, but for those that read secrets or carry data away. */
    static final String READS = "reads";

    /** moby, daemon/server/router/build: 2 is BuildKit. */
    private static final Set<String> CLASSIC_BUILDER = Set.of("", "1");

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "is an operation that the policy allows",
            "",
            List.of(
                    Parameter.operations("allow", List.of(READS, "exports", "containers", "exec", "images", "builds", "volumes", "networks", "distribution", "SystemAuth"),
                            "Operations by id, such as ContainerCreate, or by group."),
                    Parameter.operations("deny", List.of(), "Operations or groups that are denied though a group of theirs is allowed.")),
            (arguments, _) -> new Operations(arguments));

    private final Set<String> allow;
    private final Set<String> deny;

    private Operations(Arguments arguments) {
        this.allow = Set.copyOf(arguments.texts("allow"));
        this.deny = Set.copyOf(arguments.texts("deny"));
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Invocation invocation -> {
                judge(invocation.operation(), invocation.operation().id(), findings);
                if (!invocation.query().first("checkpoint").isEmpty() || !invocation.query().first("checkpoint-dir").isEmpty()) {
                    judge(Operation.CHECKPOINT_CREATE, invocation.operation().id() + " from a checkpoint", findings);
                }
                if (invocation.operation() == Operation.IMAGE_BUILD && !CLASSIC_BUILDER.contains(invocation.query().first("version"))) {
                    judge(Operation.GRPC, invocation.operation().id() + " by BuildKit", findings);
                }
            }
            case Aspect.Workload _, Aspect.ProcessStart _, Aspect.ResourceChange _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }

    private void judge(Operation operation, String what, Findings findings) {
        boolean denied = matches(deny, operation);
        if (denied || !matches(allow, operation)) {
            findings.add(what + " is not allowed", "an operation that the policy allows",
                    operation.group() == Operation.Group.BUILDKIT ? "DOCKER_BUILDKIT=0 docker build: a plugin sees nothing of what BuildKit does" : "");
        }
    }

    private static boolean matches(Set<String> names, Operation operation) {
        return names.contains(operation.id())
                || names.contains(operation.group().id())
                || operation.effect() == Operation.Effect.READ && names.contains(READS);
    }

    /** Every word that the parameters take. */
    static List<String> names() {
        Stream<String> groups = Arrays.stream(Operation.Group.values()).map(Operation.Group::id);
        Stream<String> ids = Arrays.stream(Operation.values()).map(Operation::id);
        return Stream.of(Stream.of(READS), groups, ids).flatMap(names -> names).toList();
    }
}
