package dev.sallyport.action;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.body.Inspected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An action while it is being understood. */
final class ActionBuilder {

    /** Stands where a finding has its rule: dockerd was asked something and did not tell. A failure, not a verdict. */
    static final String DOCKER = "docker";

    private final DecisionId id;
    private final AccessRequest request;
    private final List<Aspect> aspects = new ArrayList<>();
    private final List<Finding> obstacles = new ArrayList<>();
    private Optional<Call> call = Optional.empty();
    private Optional<Map<String, Object>> body = Optional.empty();
    private Optional<Action.ContainerState> container = Optional.empty();

    private Optional<ImageOrigin> origin = Optional.empty();

    ActionBuilder(DecisionId id, AccessRequest request) {
        this.id = id;
        this.request = request;
    }

    DecisionId id() {
        return id;
    }

    AccessRequest request() {
        return request;
    }

    List<Finding> obstacles() {
        return obstacles;
    }

    void call(Call value) {
        call = Optional.of(value);
    }

    void body(Map<String, Object> canonical) {
        body = Optional.of(canonical);
    }

    void container(Inspected.Container found) {
        container = Optional.of(new Action.ContainerState(
                found.id(), found.name(), found.hostConfig().autoRemove(), found.state().running()));
    }

    void origin(ImageOrigin known) {
        origin = Optional.of(known);
    }

    void add(Aspect aspect) {
        aspects.add(aspect);
    }

    /** @param rule {@code request} for what the request says, {@link #DOCKER} for what dockerd did not tell */
    void obstacle(String rule, String found) {
        obstacle(rule, found, "");
    }

    void obstacle(String rule, String found, String wanted) {
        Finding obstacle = rule.equals(DOCKER) ? Finding.fails(rule, found) : Finding.denies(rule, found, wanted);
        // Each of sixty mounts may ask the same, in vain: said once, that is enough.
        if (!obstacles.contains(obstacle)) {
            obstacles.add(obstacle);
        }
    }

    Action build() {
        return new Action(id, request, call, aspects, obstacles, body, container, origin);
    }
}
