package dev.sallyport.action;

import dev.sallyport.decision.Finding.About;
import dev.sallyport.engine.Document.UnknownField;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Query;
import dev.sallyport.engine.body.EndpointSettings;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.HostConfig.RestartPolicy;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.engine.body.Resources.Ulimit;
import dev.sallyport.facts.HostMemory;
import java.util.List;
import java.util.Map;

/** One thing that a request would do. A request has several; each rule looks at those it knows about. */
public sealed interface Aspect {

    /** What a finding on it is about. Only a verdict on a container that exists may have that container removed. */
    default About about() {
        return About.REQUEST;
    }

    /**
     * The call itself. Every action has this aspect.
     *
     * @param name the thing that the path names; empty if it names none
     * @param unknown fields of the body that no known engine has
     */
    record Invocation(Operation operation, String name, Query query, List<UnknownField> unknown) implements Aspect {}

    /** Why a {@link Workload} is looked at. */
    enum Stage {
        /** Asked for by {@code POST /containers/create}. */
        CREATE,
        /** Built by the daemon and about to run. */
        START,
        /** A service: swarm starts its containers past every plugin. */
        SERVICE,
        /** Somebody enters or renames a container that exists: exec, attach, rename. */
        ENTER,
        /** Files are copied into a container that exists. */
        COPY_IN,
        /** Files are copied out of a container that exists. */
        COPY_OUT;

        /** Whether the whole of the container counts, not only what its mounts reach. */
        public boolean runs() {
            return this != COPY_IN && this != COPY_OUT;
        }
    }

    /**
     * A container: what it runs, and what it has of its host.
     *
     * @param image the image's reference, as the request or the daemon says it
     * @param user who its main process runs as
     * @param host the host configuration; for a service, the one that swarm would give its containers
     * @param chosen what of the host configuration was asked for, where the daemon fills in its own default
     * @param mounts everything mounted into it, wherever it was said
     * @param files what else of the host's file system it reaches
     * @param networks how it is attached to networks, by their names or ids
     * @param machine the host's memory
     * @param setup its environment, labels and health check
     */
    record Workload(
            Stage stage,
            String image,
            RunUser user,
            HostConfig host,
            Chosen chosen,
            List<MountUse> mounts,
            HostFiles files,
            Map<String, EndpointSettings> networks,
            HostMemory machine,
            Setup setup)
            implements Aspect {

        @Override
        public About about() {
            return switch (stage) {
                case START, ENTER, COPY_IN, COPY_OUT -> About.CONTAINER;
                case CREATE, SERVICE -> About.REQUEST;
            };
        }
    }

    /**
     * Of a container that exists, without what the daemon has filled in by itself: nobody asked for that.
     *
     * @param cgroupNamespace empty if it is the daemon's default
     * @param logDriver empty if it is the daemon's default
     * @param unlimitedSwap false if the daemon has lifted the limit because the kernel cannot hold one
     */
    record Chosen(String cgroupNamespace, String logDriver, boolean unlimitedSwap) {}

    /**
     * @param devices of the host, by the path asked for
     * @param logOptions those that name files, which dockerd itself opens (moby, daemon/logger)
     */
    record HostFiles(List<HostPath> devices, List<LogOption> logOptions) {
        static final HostFiles NONE = new HostFiles(List.of(), List.of());
    }

    record LogOption(String name, String value, HostPath path) {}

    /**
     * New bounds for a container that exists; zero and null leave a bound as it is.
     *
     * @param restart the new restart policy; one without a name leaves it as it is
     */
    record ResourceChange(Resources resources, RestartPolicy restart, HostMemory machine) implements Aspect {}

    /**
     * A process that enters a container.
     *
     * @param environment what it gets besides the container's; empty when it starts: dockerd does not tell then
     */
    record ProcessStart(RunUser user, boolean privileged, List<Variable> environment) implements Aspect {}

    /** A volume about to be made. */
    record VolumeCreation(VolumeDefinition definition) implements Aspect {}

    /** A network about to be made. */
    record NetworkCreation(NetworkCreate network) implements Aspect {}

    /**
     * A container that exists, attached to one more network.
     *
     * @param network its name if dockerd knows it, else what the request calls it
     */
    record NetworkAttachment(String network, EndpointSettings endpoint) implements Aspect {}

    /**
     * An image build, as far as its query says what it may do; the Dockerfile cannot be seen.
     *
     * @param arguments {@code --build-arg}
     */
    record ImageBuild(
            String networkMode, List<String> securityOptions, String cgroupParent, List<Ulimit> ulimits,
            List<Variable> arguments)
            implements Aspect {}

    /** dockerd fetches something by itself, from wherever the host can reach: a build's context, an image to import. */
    record Fetch(String url) implements Aspect {}
}
