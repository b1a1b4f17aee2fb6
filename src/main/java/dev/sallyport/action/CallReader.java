package dev.sallyport.action;

import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.Holds.Claim;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.Document;
import dev.sallyport.engine.Document.UnknownField;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.EndpointSettings;
import dev.sallyport.engine.body.ExecConfig;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.engine.body.VolumeCreate;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one call, and whatever it refers to, into aspects. */
final class CallReader {

    /** moby, daemon/server/router/container: below this version a start carries a host configuration. */
    private static final String START_WITHOUT_BODY = "1.24";

    private final Call call;
    private final ActionBuilder action;
    private final Inquiry inquiry;
    private final BodyReader body;
    private final MountReader mounts;
    private final ContainerReader containers;

    CallReader(Call call, ActionBuilder action, Inquiry inquiry) {
        this.call = call;
        this.action = action;
        this.inquiry = inquiry;
        this.body = new BodyReader(action.request(), call);
        this.mounts = new MountReader(inquiry);
        this.containers = new ContainerReader(action, inquiry, mounts);
    }

    void read() throws UnreadableException {
        Optional<Document<?>> document = readBody();
        document.ifPresent(read -> action.body(read.canonical()));
        List<UnknownField> unknown = document.<List<UnknownField>>map(Document::unknown).orElse(List.of());
        invoked(unknown);
        switch (call.operation().meaning()) {
            case CREATES_CONTAINER -> {
                refuseHostConfigAtTopLevel(unknown);
                inquiry.giveName(call.query().first("name"));
                containers.create(view(document, ContainerConfig.Create.class));
            }
            case COMMITS -> refuseHostConfigAtTopLevel(unknown);
            case STARTS -> start();
            case ATTACHES -> inquiry.container(call.name())
                    // Before the start nobody is there to talk to, and the start is judged by itself.
                    .filter(container -> container.state().running())
                    .ifPresent(container -> containers.built(container, Stage.ENTER));
            case PREPARES_PROCESS -> exec(view(document, ExecConfig.class));
            case STARTS_PROCESS -> startExec();
            case COPIES_IN -> copied().ifPresent(containers::copiedInto);
            case COPIES_OUT -> copied().ifPresent(container -> containers.built(container, Stage.COPY_OUT));
            case UPDATES -> update(view(document, Resources.Update.class));
            case RENAMES -> rename();
            case REMOVES -> inquiry.changes(call.name());
            case PRUNES -> inquiry.claim(new Claim.ChangesAny(), "a container that it may remove");
            case CREATES_VOLUME -> volume(view(document, VolumeCreate.class));
            case CREATES_NETWORK -> action.add(new Aspect.NetworkCreation(view(document, NetworkCreate.class)));
            case CONNECTS -> connect(view(document, NetworkCreate.Connect.class));
            case CREATES_SERVICE ->
                    new ServiceReader(call, action, inquiry, mounts).read(view(document, ServiceSpec.class));
            case BUILDS -> build();
            case BRINGS_IMAGE -> bringImage();
            case NOTHING_MORE -> {}
        }
    }

    /** An unreadable body is no reason not to say that the operation is not allowed either. */
    private Optional<Document<?>> readBody() throws UnreadableException {
        try {
            return body.read();
        } catch (UnreadableException e) {
            invoked(List.of());
            throw e;
        }
    }

    private void invoked(List<UnknownField> unknown) {
        action.add(new Aspect.Invocation(call.operation(), call.name(), call.query(), unknown));
    }

    /** A body of {@code null} or none at all says nothing: every field is zero. */
    private static <T extends Record> T view(Optional<Document<?>> document, Class<T> type) {
        return document.<Record>map(Document::view).map(type::cast).orElseGet(() -> Views.of(Map.of(), type));
    }

    /**
     * Engines before 27.1 read them there if HostConfig is absent. A zero changes nothing, and some clients send it.
     */
    private static void refuseHostConfigAtTopLevel(List<UnknownField> unknown) throws UnreadableException {
        for (UnknownField field : unknown) {
            boolean ofHost =
                    field.topLevel().equalsIgnoreCase("Cpuset") || Views.hasField(HostConfig.class, field.topLevel());
            if (ofHost && !field.zero()) {
                throw new UnreadableException("the host configuration field " + field.topLevel()
                        + " stands at the top level", "inside HostConfig");
            }
        }
    }

    /** dockerd keeps a container locked while it is copied to or from, for as long as the client likes. */
    private Optional<Inspected.Container> copied() {
        Optional<Inspected.Container> container = inquiry.container(call.name());
        container.ifPresent(found -> inquiry.claim(
                new Claim.Occupies(found.id(), found.name().replaceFirst("^/", "")), "the container " + call.name()));
        return container;
    }

    private void start() throws UnreadableException {
        if (call.target().version().filter(version -> version.isBefore(START_WITHOUT_BODY)).isPresent()) {
            throw new UnreadableException("below API version 1.24 a start can carry a new host configuration",
                    "API version 1.24 or later");
        }
        inquiry.container(call.name()).ifPresent(container -> containers.built(container, Stage.START));
    }

    private void update(Resources.Update update) {
        action.add(new Aspect.ResourceChange(update.resources(), update.restartPolicy(), inquiry.machine()));
        Optional<Inspected.Container> existing = inquiry.container(call.name());
        existing.ifPresent(action::container);
        if (update.restartPolicy().restarts()) {
            // From then on the daemon starts it by itself, and asks nobody.
            existing.ifPresent(container -> containers.built(container, Stage.ENTER));
        }
    }

    private void rename() {
        inquiry.rename(call.query().first("name"));
        inquiry.changes(call.name());
        inquiry.container(call.name()).ifPresent(container -> containers.built(container, Stage.ENTER));
    }

    private void exec(ExecConfig exec) {
        inquiry.container(call.name())
                .ifPresent(container -> containers.entered(
                        container, exec.user(), exec.privileged(), Variable.all(exec.env())));
    }

    private void startExec() {
        switch (inquiry.ask(new Question.Process(call.name()))) {
            case Lookup.Found<Inspected.Exec>(Inspected.Exec exec) -> {
                String user = exec.processConfig().map(Inspected.Process::user).orElse("");
                boolean privileged = exec.processConfig().flatMap(Inspected.Process::privileged).orElse(false);
                inquiry.container(exec.containerId())
                        .ifPresent(container -> containers.entered(container, user, privileged, List.of()));
            }
            case Lookup.Absent<Inspected.Exec>() -> action.obstacle("request", "No such exec instance: " + call.name());
            case Lookup.Failed<Inspected.Exec>(String why) -> inquiry.notKnown("the exec " + call.name(), why);
        }
    }

    private void volume(VolumeCreate volume) {
        action.add(new Aspect.VolumeCreation(mounts.created(volume.name(), volume.driver(), volume.driverOpts())));
    }

    private void connect(NetworkCreate.Connect connect) {
        action.add(new Aspect.NetworkAttachment(
                inquiry.networkName(call.name()),
                connect.endpointConfig().orElseGet(() -> Views.of(Map.of(), EndpointSettings.class))));
    }

    private void build() throws UnreadableException {
        body.refuseHiddenForm("remote");
        String remote = call.query().first("remote");
        // The context comes over the client's own session (moby, daemon/builder).
        if (!remote.isEmpty() && !remote.equals("client-session")) {
            action.add(new Aspect.Fetch(remote));
        }
        action.add(BuildReader.read(call.query()));
    }

    private void bringImage() throws UnreadableException {
        body.refuseHiddenForm("fromImage");
        String source = call.query().first("fromSrc");
        if (!source.isEmpty() && !source.equals("-")) {
            body.refuseHiddenForm("fromSrc");
            action.add(new Aspect.Fetch(source));
        }
    }
}
