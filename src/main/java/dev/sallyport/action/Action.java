package dev.sallyport.action;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Violation;
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
 */
public record Action(
        DecisionId id,
        AccessRequest request,
        Optional<Call> call,
        List<Aspect> aspects,
        List<Violation> obstacles,
        Optional<Map<String, Object>> body,
        Optional<ContainerState> container) {

    public Action {
        aspects = List.copyOf(aspects);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * What must be done if this is denied for what the container is, and so to everybody: {@code docker run --rm} waits for the
     * container's removal before it starts it. Not for what others than the container are to blame for: a failure, or who asks.
     */
    public List<Obligation> removal() {
        boolean start = call.filter(asked -> asked.operation() == Operation.CONTAINER_START).isPresent();
        return container.filter(present -> start && present.autoRemove() && !present.running())
                .<List<Obligation>>map(present -> List.of(new Obligation.RemoveContainer(present.id())))
                .orElse(List.of());
    }

    /** @param autoRemove whether dockerd removes it when it ends: {@code docker run --rm} */
    public record ContainerState(String id, String name, boolean autoRemove, boolean running) {}
}
