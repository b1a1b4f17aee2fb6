package dev.sallyport.action;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, understood as far as it can be: what decision points judge.
 *
 * @param id names the decision
 * @param request as dockerd told it
 * @param call what is asked of dockerd; absent if the target is not one that dockerd serves
 * @param aspects what it would do, one by one
 * @param obstacles why it could not be understood, or what could not be found out: each is a reason to deny
 * @param body the JSON body as dockerd understands it: canonical names, only what was sent
 * @param container the container that the request is about, if it exists
 * @param origin of that container's image, or of the one that would be made, if anybody wants to know
 */
public record Action(
        DecisionId id,
        AccessRequest request,
        Optional<Call> call,
        List<Aspect> aspects,
        List<Finding> obstacles,
        Optional<Map<String, Object>> body,
        Optional<ContainerState> container,
        Optional<ImageOrigin> origin) {

    public Action {
        aspects = List.copyOf(aspects);
        obstacles = List.copyOf(obstacles);
    }

    /** A request of which nothing is understood. */
    public static Action unread(DecisionId id, AccessRequest request) {
        return new Action(id, request, Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** The container that this would start. */
    public Optional<ContainerState> starting() {
        boolean start = call.filter(asked -> asked.operation() == Operation.CONTAINER_START).isPresent();
        return container.filter(present -> start && !present.running());
    }

    /**
     * The id of the container that this would start, if somebody waits to see it removed when it ends:
     * {@code docker run --rm} does so even before it starts it.
     */
    public Optional<String> awaitingRemoval() {
        return starting().filter(ContainerState::autoRemove).map(ContainerState::id);
    }

    /** The operation's id, if the call is known. */
    public Optional<String> operation() {
        return call.map(known -> known.operation().id());
    }

    /** Whether it changes something or reads secrets; so does what is not known. */
    public boolean changes() {
        return call.map(known -> known.operation().effect() != Operation.Effect.READ).orElse(true);
    }

    /** Whether dockerd answers only when a connection ends that it hands to somebody. */
    public boolean isStream() {
        return call.map(known -> known.operation().meaning())
                .filter(meaning -> meaning == Operation.Meaning.ATTACHES || meaning == Operation.Meaning.STARTS_PROCESS)
                .isPresent();
    }

    /** The image that it is about, as it is named; empty if it names none. */
    public String image() {
        return aspects.stream()
                .filter(Aspect.Workload.class::isInstance)
                .map(aspect -> ((Aspect.Workload) aspect).image())
                .findFirst()
                .orElseGet(() -> call
                        .filter(known -> known.operation().group() == Operation.Group.IMAGES
                                || known.operation() == Operation.IMAGE_GET)
                        .map(known -> nameOr(known, "fromImage"))
                        .orElse(""));
    }

    /** The name of the container that it is about, or its id if it is named so; empty if it names none. */
    public String containerName() {
        return container.map(existing -> existing.name().replaceFirst("^/", ""))
                .orElseGet(() -> call.map(known -> switch (known.operation().group()) {
                    case CONTAINERS, EXEC -> nameOr(known, "name");
                    case EXPORTS -> known.operation().id().startsWith("Container") ? known.name() : "";
                    case CHECKPOINTS, IMAGES, BUILDS, BUILDKIT, VOLUMES, NETWORKS, SWARM, PLUGINS, SYSTEM, DISTRIBUTION,
                            DEBUG -> "";
                }).orElse(""));
    }

    /**
     * What dockerd calls the container that it is about, or will call it, however somebody has referred to it; empty if
     * it is about none, or if dockerd makes a name up.
     */
    public String ownName() {
        return container.map(ContainerState::name)
                .or(() -> call.filter(known -> known.operation() == Operation.CONTAINER_CREATE)
                        .map(known -> known.query().first("name")))
                .orElse("")
                .replaceFirst("^/", "");
    }

    private static String nameOr(Call call, String parameter) {
        return call.name().isEmpty() ? call.query().first(parameter) : call.name();
    }

    /** @param autoRemove whether dockerd removes it when it ends: {@code docker run --rm} */
    public record ContainerState(String id, String name, boolean autoRemove, boolean running) {}
}
