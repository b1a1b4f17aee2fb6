package dev.sallyport.action;

import dev.sallyport.engine.Document.UnknownField;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Query;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Resources;
import java.util.List;
import java.util.Set;

/** One thing that a request would do. A request has several; each rule looks at those it knows about. */
public sealed interface Aspect {

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
     * @param mounts everything mounted into it, wherever it was said
     * @param networks the names or ids of further networks it is attached to
     * @param cgroupNamespace {@code host} only if that was asked for: with cgroups v1 it is the daemon's default
     */
    record Workload(
            Stage stage,
            String image,
            RunUser user,
            HostConfig host,
            List<MountUse> mounts,
            Set<String> networks,
            String cgroupNamespace)
            implements Aspect {}

    /** New bounds for a container that exists; zero and null leave a bound as it is. */
    record ResourceChange(Resources resources) implements Aspect {}

    /** A process that enters a container. */
    record ProcessStart(RunUser user, boolean privileged) implements Aspect {}

    /** A volume about to be made. */
    record VolumeCreation(VolumeDefinition definition) implements Aspect {}

    /** A network about to be made. */
    record NetworkCreation(String driver, String ipamDriver) implements Aspect {}

    /** An image build, as far as its query says what it may do; the Dockerfile cannot be seen. */
    record ImageBuild(String networkMode, List<String> securityOptions) implements Aspect {}
}
