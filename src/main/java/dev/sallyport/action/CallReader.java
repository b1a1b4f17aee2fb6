package dev.sallyport.action;

import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.engine.Document;
import dev.sallyport.engine.Document.UnknownField;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Query;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.ExecConfig;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.Mount;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.engine.body.VolumeCreate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads one call, and whatever it refers to, into aspects. */
final class CallReader {

    private static final Pattern LOOKS_LIKE_ID = Pattern.compile("[0-9a-f]{1,64}");

    /** moby, daemon/server/router/container: below this version a start carries a host configuration. */
    private static final String START_WITHOUT_BODY = "1.24";

    /** moby, daemon/server/router/swarm/helpers.go: below this version capabilities and pids limits are dropped. */
    private static final String SERVICE_WITH_CAPABILITIES = "1.41";

    private final EngineFacts facts;
    private final NameHolds names;
    private final ActionBuilder action;
    private final Action.Call call;
    private final BodyReader body;
    private final UserResolver users;
    private final MountReader mounts;

    CallReader(EngineFacts facts, NameHolds names, ActionBuilder action, Action.Call call) {
        this.facts = facts;
        this.names = names;
        this.action = action;
        this.call = call;
        this.body = new BodyReader(action.request(), call);
        this.users = new UserResolver(facts);
        this.mounts = new MountReader(facts, action.obstacles());
    }

    void read() throws UnreadableException {
        if (call.operation() == Operation.CONTAINER_CREATE || call.operation() == Operation.CONTAINER_RENAME) {
            names.awaitRelease(query().first("name"));
        }
        Optional<Document<?>> document = readBody();
        document.ifPresent(read -> action.body(read.canonical()));
        List<UnknownField> unknown = document.<List<UnknownField>>map(Document::unknown).orElse(List.of());
        action.add(new Aspect.Invocation(call.operation(), call.name(), query(), unknown));
        switch (document.<Record>map(Document::view).orElse(null)) {
            case ContainerConfig.Create create -> createOrCommit(create, unknown);
            case Resources.Update update -> update(update);
            case NetworkCreate network -> action.add(new Aspect.NetworkCreation(
                    network.driver(), network.ipam().map(NetworkCreate.Ipam::driver).orElse("")));
            case ExecConfig exec -> exec(exec);
            case VolumeCreate volume -> action.add(new Aspect.VolumeCreation(
                    new VolumeDefinition(volume.name(), volume.driver(), volume.driverOpts())));
            case ServiceSpec service -> service(service);
            case null, default -> byTarget();
        }
    }

    /** An unreadable body is no reason not to say that the operation is not allowed either. */
    private Optional<Document<?>> readBody() throws UnreadableException {
        try {
            return body.read();
        } catch (UnreadableException e) {
            action.add(new Aspect.Invocation(call.operation(), call.name(), query(), List.of()));
            throw e;
        }
    }

    /** Calls whose meaning lies in the target, and in what it refers to. */
    private void byTarget() throws UnreadableException {
        switch (call.operation()) {
            case CONTAINER_START -> {
                refuseOldStart();
                start();
            }
            case CONTAINER_RESTART -> start();
            case CONTAINER_RENAME -> existing(call.name()).ifPresent(container -> built(container, Stage.ENTER));
            case CONTAINER_ATTACH, CONTAINER_ATTACH_WEBSOCKET -> existing(call.name())
                    // Before the start nobody is there to talk to, and the start is judged by itself.
                    .filter(container -> container.state().running())
                    .ifPresent(container -> built(container, Stage.ENTER));
            case PUT_CONTAINER_ARCHIVE -> existing(call.name()).ifPresent(container -> built(container, Stage.COPY_IN));
            case CONTAINER_ARCHIVE, CONTAINER_ARCHIVE_INFO, CONTAINER_COPY -> existing(call.name())
                    .ifPresent(container -> built(container, Stage.COPY_OUT));
            case EXEC_START -> startExec();
            case IMAGE_BUILD -> build();
            case IMAGE_CREATE -> body.refuseHiddenForm("fromImage");
            default -> { }
        }
    }

    private void build() throws UnreadableException {
        body.refuseHiddenForm("remote");
        action.add(new Aspect.ImageBuild(
                query().first("networkmode"), query().parameters().getOrDefault("securityopt", List.of())));
    }

    private Query query() {
        return call.target().query();
    }

    // ---- containers -------------------------------------------------------------------------------------------------

    private void createOrCommit(ContainerConfig.Create create, List<UnknownField> unknown) throws UnreadableException {
        refuseHostConfigAtTopLevel(unknown);
        switch (call.operation()) {
            case CONTAINER_CREATE -> create(create);
            // A commit makes an image: what runs from it is judged when it is created and started.
            default -> { }
        }
    }

    /** Engines before 27.1 read them there if HostConfig is absent. A zero changes nothing, and some clients send it. */
    private static void refuseHostConfigAtTopLevel(List<UnknownField> unknown) throws UnreadableException {
        for (UnknownField field : unknown) {
            boolean ofHost = field.topLevel().equalsIgnoreCase("Cpuset") || Views.hasField(HostConfig.class, field.topLevel());
            if (ofHost && !field.zero()) {
                throw new UnreadableException("the host configuration field " + field.topLevel()
                        + " stands at the top level", "inside HostConfig");
            }
        }
    }

    private void create(ContainerConfig.Create create) throws UnreadableException {
        ContainerConfig config = create.config();
        HostConfig host = create.hostConfig().orElseGet(() -> Views.of(Map.of(), HostConfig.class));
        Lookup<Inspected.Image> image = image(config.image());
        action.add(new Aspect.Workload(
                Stage.CREATE,
                config.image(),
                users.atCreate(config.user(), image),
                host,
                mounts.requested(host, config.volumes().keySet(), imageVolumes(image)),
                networks(create),
                host.cgroupnsMode()));
    }

    private static Set<String> imageVolumes(Lookup<Inspected.Image> image) {
        return switch (image) {
            case Lookup.Found<Inspected.Image>(Inspected.Image found) ->
                found.config().map(ofImage -> ofImage.volumes().keySet()).orElse(Set.of());
            case Lookup.Absent<Inspected.Image>(), Lookup.Failed<Inspected.Image>(_) -> Set.of();
        };
    }

    private static Set<String> networks(ContainerConfig.Create create) {
        return create.networkingConfig().map(networking -> networking.endpointsConfig().keySet()).orElse(Set.of());
    }

    private Lookup<Inspected.Image> image(String reference) {
        Lookup<Inspected.Image> image = facts.image(reference);
        if (image instanceof Lookup.Failed<Inspected.Image>(String why)) {
            action.obstacle(ActionBuilder.DOCKER, "the image " + reference + " could not be looked up: " + why);
        }
        return image;
    }

    private void update(Resources.Update update) {
        action.add(new Aspect.ResourceChange(update.resources()));
        if (update.restartPolicy().restarts()) {
            // From then on the daemon starts it by itself, and asks nobody.
            existing(call.name()).ifPresent(container -> built(
                    container, Stage.ENTER, users.inContainer(container.config().user(), container, true)));
        }
    }

    private void refuseOldStart() throws UnreadableException {
        if (call.target().version().filter(version -> version.isBefore(START_WITHOUT_BODY)).isPresent()) {
            throw new UnreadableException("below API version 1.24 a start can carry a new host configuration",
                    "API version 1.24 or later");
        }
        if (action.request().body().filter(body -> body.length > 0).isPresent()) {
            throw new UnreadableException("a start takes no body");
        }
    }

    /** dockerd resolves the name once more after we have answered: until then nobody may give it to another container. */
    private void start() {
        names.hold(action.id(), call.name());
        existing(call.name()).ifPresent(container -> {
            action.container(container);
            built(container, Stage.START);
            refuseIfSwapped(call.name(), container);
        });
    }

    private void refuseIfSwapped(String name, Inspected.Container judged) {
        boolean same = name.equals(judged.id())
                || facts.container(name) instanceof Lookup.Found<Inspected.Container>(Inspected.Container now) && now.id().equals(judged.id());
        if (!same) {
            action.obstacle("request", "the name " + name + " became another container's while this one was judged");
        }
    }

    private void built(Inspected.Container container, Stage stage) {
        boolean restarts = stage == Stage.START && container.state().running()
                || container.hostConfig().restartPolicy().restarts();
        built(container, stage, users.inContainer(container.config().user(), container, restarts));
    }

    private void built(Inspected.Container container, Stage stage, RunUser user) {
        action.add(new Aspect.Workload(
                stage,
                container.config().image(),
                user,
                container.hostConfig(),
                mounts.built(container),
                container.networkSettings().networks().keySet(),
                cgroupNamespace(container.hostConfig())));
    }

    private String cgroupNamespace(HostConfig host) {
        if (!host.cgroupnsMode().equals("host")) {
            return host.cgroupnsMode();
        }
        return switch (facts.info()) {
            case Lookup.Found<Inspected.Info>(Inspected.Info info) -> info.cgroupVersion().equals("1") ? "" : "host";
            case Lookup.Absent<Inspected.Info>() -> "host";
            case Lookup.Failed<Inspected.Info>(String why) -> {
                action.obstacle(ActionBuilder.DOCKER, "the host's cgroup version could not be looked up: " + why);
                yield "";
            }
        };
    }

    /** The container that a reference names; empty if there is none, or if that could not be found out. */
    private Optional<Inspected.Container> existing(String reference) {
        return switch (facts.container(reference)) {
            case Lookup.Found<Inspected.Container>(Inspected.Container container) -> {
                // A name such as "ab" could, a moment later, be the beginning of another container's id.
                if (LOOKS_LIKE_ID.matcher(reference).matches() && !container.id().startsWith(reference)) {
                    action.obstacle("request", "the container's name " + reference + " could be mistaken for an id",
                            "the id, " + container.id().substring(0, Math.min(12, container.id().length())));
                }
                yield Optional.of(container);
            }
            // dockerd will answer that there is no such container.
            case Lookup.Absent<Inspected.Container>() -> Optional.empty();
            case Lookup.Failed<Inspected.Container>(String why) -> {
                action.obstacle(ActionBuilder.DOCKER, "the container " + reference + " could not be looked up: " + why);
                yield Optional.empty();
            }
        };
    }

    // ---- exec -------------------------------------------------------------------------------------------------------

    private void exec(ExecConfig exec) {
        if (call.operation() == Operation.CONTAINER_EXEC) {
            existing(call.name()).ifPresent(container -> enter(container, exec.user(), exec.privileged()));
        }
    }

    private void startExec() {
        switch (facts.exec(call.name())) {
            case Lookup.Found<Inspected.Exec>(Inspected.Exec exec) -> {
                String user = exec.processConfig().map(Inspected.Process::user).orElse("");
                boolean privileged = exec.processConfig().flatMap(Inspected.Process::privileged).orElse(false);
                existing(exec.containerId()).ifPresent(container -> enter(container, user, privileged));
            }
            case Lookup.Absent<Inspected.Exec>() -> { }
            case Lookup.Failed<Inspected.Exec>(String why) ->
                action.obstacle(ActionBuilder.DOCKER, "the exec " + call.name() + " could not be looked up: " + why);
        }
    }

    private void enter(Inspected.Container container, String user, boolean privileged) {
        String effective = user.isEmpty() ? container.config().user() : user;
        action.container(container);
        action.add(new Aspect.ProcessStart(users.inContainer(effective, container, false), privileged));
        built(container, Stage.ENTER);
    }

    // ---- services ---------------------------------------------------------------------------------------------------

    private void service(ServiceSpec service) throws UnreadableException {
        if (call.target().version().filter(version -> version.isBefore(SERVICE_WITH_CAPABILITIES)).isPresent()) {
            throw new UnreadableException("below API version 1.41 dockerd drops a service's capabilities and limits",
                    "API version 1.41 or later");
        }
        if (!query().first("rollback").isEmpty() && !query().first("rollback").equals("none")) {
            throw new UnreadableException("a rollback runs the service's previous specification, which is not in the request");
        }
        if (service.taskTemplate().pluginSpec().isPresent() || service.taskTemplate().runtime().equals("plugin")) {
            throw new UnreadableException("the service installs a plugin on the nodes");
        }
        if (service.taskTemplate().containerSpec().isEmpty()) {
            return;
        }
        ServiceSpec.ContainerSpec container = service.taskTemplate().containerSpec().get();
        Lookup<Inspected.Image> image = image(container.image());
        MountReader.refuseTooMany(container.mounts().size());
        List<MountUse> used = new ArrayList<>();
        for (Mount mount : container.mounts()) {
            used.add(mounts.mount(mount, ""));
        }
        mounts.addVolumes(used, imageVolumes(image), MountUse.Origin.IMAGE);
        action.add(new Aspect.Workload(
                Stage.SERVICE,
                container.image(),
                UserResolver.ofService(container.user()),
                ServiceReader.hostConfig(service),
                used,
                networks(service),
                ""));
    }

    /** Swarm takes names, ids, and beginnings of ids; the host's network by any of them gives the host's network. */
    private Set<String> networks(ServiceSpec service) {
        Set<String> names = new TreeSet<>();
        for (String target : ServiceReader.networks(service)) {
            switch (facts.network(target)) {
                case Lookup.Found<Inspected.Network>(Inspected.Network network) ->
                    names.add(network.driver().equals("host") ? "host" : network.name());
                case Lookup.Absent<Inspected.Network>() -> names.add(target);
                case Lookup.Failed<Inspected.Network>(String why) ->
                    action.obstacle(ActionBuilder.DOCKER, "the network " + target + " could not be looked up: " + why);
            }
        }
        return names;
    }
}
