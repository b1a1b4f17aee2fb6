package dev.sallyport.engine;

import dev.sallyport.engine.body.CheckpointCreate;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.ContainerCopy;
import dev.sallyport.engine.body.ExecConfig;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.engine.body.PluginBody;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.engine.body.Swarm;
import dev.sallyport.engine.body.VolumeCreate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every operation of the Docker Engine API: the union of the route tables of Engine 20.10 to 29 (moby,
 * daemon/server/router). The ids are those of moby's API description (api/swagger.yaml), or made in its style where it
 * has none.
 */
public enum Operation {
    CHECKPOINT_LIST("CheckpointList", Group.CHECKPOINTS, Effect.SECRET, Body.NONE, "GET",
            "/containers/{name:.*}/checkpoints"),
    CHECKPOINT_CREATE("CheckpointCreate", Group.CHECKPOINTS, Effect.CHANGE, Body.json(CheckpointCreate.class), "POST",
            "/containers/{name:.*}/checkpoints"),
    CHECKPOINT_DELETE("CheckpointDelete", Group.CHECKPOINTS, Effect.CHANGE, Body.NONE, "DELETE",
            "/containers/{name}/checkpoints/{checkpoint}"),
    CONTAINER_ARCHIVE_INFO("ContainerArchiveInfo", Group.EXPORTS, Effect.EXPORT, Meaning.COPIES_OUT, Body.NONE, "HEAD",
            "/containers/{name:.*}/archive"),
    CONTAINER_LIST("ContainerList", Group.CONTAINERS, Effect.READ, Body.NONE, "GET", "/containers/json"),
    CONTAINER_EXPORT("ContainerExport", Group.EXPORTS, Effect.EXPORT, Body.NONE, "GET", "/containers/{name:.*}/export"),
    CONTAINER_CHANGES("ContainerChanges", Group.CONTAINERS, Effect.READ, Body.NONE, "GET",
            "/containers/{name:.*}/changes"),
    CONTAINER_INSPECT("ContainerInspect", Group.CONTAINERS, Effect.READ, Body.NONE, "GET",
            "/containers/{name:.*}/json"),
    CONTAINER_TOP("ContainerTop", Group.CONTAINERS, Effect.READ, Body.NONE, "GET", "/containers/{name:.*}/top"),
    CONTAINER_LOGS("ContainerLogs", Group.CONTAINERS, Effect.READ, Body.NONE, "GET", "/containers/{name:.*}/logs"),
    CONTAINER_STATS("ContainerStats", Group.CONTAINERS, Effect.READ, Body.NONE, "GET", "/containers/{name:.*}/stats"),
    CONTAINER_ATTACH_WEBSOCKET("ContainerAttachWebsocket", Group.CONTAINERS, Effect.CHANGE, Meaning.ATTACHES, Body.NONE,
            "GET", "/containers/{name:.*}/attach/ws"),
    EXEC_INSPECT("ExecInspect", Group.EXEC, Effect.READ, Body.NONE, "GET", "/exec/{id:.*}/json"),
    CONTAINER_ARCHIVE("ContainerArchive", Group.EXPORTS, Effect.EXPORT, Meaning.COPIES_OUT, Body.NONE, "GET",
            "/containers/{name:.*}/archive"),
    CONTAINER_CREATE("ContainerCreate", Group.CONTAINERS, Effect.CHANGE, Meaning.CREATES_CONTAINER,
            Body.json(ContainerConfig.Create.class), "POST", "/containers/create"),
    CONTAINER_KILL("ContainerKill", Group.CONTAINERS, Effect.CHANGE, Body.NONE, "POST", "/containers/{name:.*}/kill"),
    CONTAINER_PAUSE("ContainerPause", Group.CONTAINERS, Effect.CHANGE, Body.NONE, "POST",
            "/containers/{name:.*}/pause"),
    CONTAINER_UNPAUSE("ContainerUnpause", Group.CONTAINERS, Effect.CHANGE, Body.NONE, "POST",
            "/containers/{name:.*}/unpause"),
    CONTAINER_RESTART("ContainerRestart", Group.CONTAINERS, Effect.CHANGE, Meaning.STARTS, Body.NONE, "POST",
            "/containers/{name:.*}/restart"),
    CONTAINER_START("ContainerStart", Group.CONTAINERS, Effect.CHANGE, Meaning.STARTS, Body.NONE, "POST",
            "/containers/{name:.*}/start"),
    CONTAINER_STOP("ContainerStop", Group.CONTAINERS, Effect.CHANGE, Body.NONE, "POST", "/containers/{name:.*}/stop"),
    CONTAINER_WAIT("ContainerWait", Group.CONTAINERS, Effect.READ, Body.NONE, "POST", "/containers/{name:.*}/wait"),
    CONTAINER_RESIZE("ContainerResize", Group.CONTAINERS, Effect.CHANGE, Body.NONE, "POST",
            "/containers/{name:.*}/resize"),
    CONTAINER_ATTACH("ContainerAttach", Group.CONTAINERS, Effect.CHANGE, Meaning.ATTACHES, Body.NONE, "POST",
            "/containers/{name:.*}/attach"),
    CONTAINER_COPY("ContainerCopy", Group.EXPORTS, Effect.EXPORT, Meaning.COPIES_OUT, Body.json(ContainerCopy.class),
            "POST", "/containers/{name:.*}/copy"),
    CONTAINER_EXEC("ContainerExec", Group.EXEC, Effect.CHANGE, Meaning.PREPARES_PROCESS, Body.json(ExecConfig.class),
            "POST", "/containers/{name:.*}/exec"),
    EXEC_START("ExecStart", Group.EXEC, Effect.CHANGE, Meaning.STARTS_PROCESS,
            Body.optionalJson(ExecConfig.Start.class), "POST", "/exec/{name:.*}/start"),
    EXEC_RESIZE("ExecResize", Group.EXEC, Effect.CHANGE, Body.NONE, "POST", "/exec/{name:.*}/resize"),
    CONTAINER_RENAME("ContainerRename", Group.CONTAINERS, Effect.CHANGE, Meaning.RENAMES, Body.NONE, "POST",
            "/containers/{name:.*}/rename"),
    CONTAINER_UPDATE("ContainerUpdate", Group.CONTAINERS, Effect.CHANGE, Meaning.UPDATES,
            Body.json(Resources.Update.class), "POST", "/containers/{name:.*}/update"),
    CONTAINER_PRUNE("ContainerPrune", Group.CONTAINERS, Effect.CHANGE, Meaning.PRUNES, Body.NONE, "POST",
            "/containers/prune"),
    IMAGE_COMMIT("ImageCommit", Group.IMAGES, Effect.CHANGE, Meaning.COMMITS,
            Body.optionalJson(ContainerConfig.Create.class), "POST", "/commit"),
    PUT_CONTAINER_ARCHIVE("PutContainerArchive", Group.CONTAINERS, Effect.CHANGE, Meaning.COPIES_IN, Body.ARCHIVE,
            "PUT", "/containers/{name:.*}/archive"),
    CONTAINER_DELETE("ContainerDelete", Group.CONTAINERS, Effect.CHANGE, Meaning.REMOVES, Body.NONE, "DELETE",
            "/containers/{name:.*}"),
    IMAGE_LIST("ImageList", Group.IMAGES, Effect.READ, Body.NONE, "GET", "/images/json"),
    IMAGE_SEARCH("ImageSearch", Group.IMAGES, Effect.READ, Body.NONE, "GET", "/images/search"),
    IMAGE_GET_ALL("ImageGetAll", Group.EXPORTS, Effect.EXPORT, Body.NONE, "GET", "/images/get"),
    IMAGE_GET("ImageGet", Group.EXPORTS, Effect.EXPORT, Body.NONE, "GET", "/images/{name:.*}/get"),
    IMAGE_HISTORY("ImageHistory", Group.IMAGES, Effect.READ, Body.NONE, "GET", "/images/{name:.*}/history"),
    IMAGE_INSPECT("ImageInspect", Group.IMAGES, Effect.READ, Body.NONE, "GET", "/images/{name:.*}/json"),
    IMAGE_ATTESTATIONS("ImageAttestations", Group.IMAGES, Effect.READ, Body.NONE, "GET",
            "/images/{name:.*}/attestations"),
    IMAGE_LOAD("ImageLoad", Group.IMAGES, Effect.CHANGE, Body.ARCHIVE, "POST", "/images/load"),
    IMAGE_CREATE("ImageCreate", Group.IMAGES, Effect.CHANGE, Meaning.BRINGS_IMAGE, Body.ARCHIVE, "POST",
            "/images/create"),
    IMAGE_PUSH("ImagePush", Group.IMAGES, Effect.CHANGE, Body.NONE, "POST", "/images/{name:.*}/push"),
    IMAGE_TAG("ImageTag", Group.IMAGES, Effect.CHANGE, Body.NONE, "POST", "/images/{name:.*}/tag"),
    IMAGE_PRUNE("ImagePrune", Group.IMAGES, Effect.CHANGE, Body.NONE, "POST", "/images/prune"),
    IMAGE_DELETE("ImageDelete", Group.IMAGES, Effect.CHANGE, Body.NONE, "DELETE", "/images/{name:.*}"),
    SYSTEM_OPTIONS("SystemOptions", Group.SYSTEM, Effect.READ, Body.NONE, "OPTIONS", "/{anyroute:.*}"),
    SYSTEM_PING("SystemPing", Group.SYSTEM, Effect.READ, Body.NONE, "GET", "/_ping"),
    SYSTEM_PING_HEAD("SystemPingHead", Group.SYSTEM, Effect.READ, Body.NONE, "HEAD", "/_ping"),
    SYSTEM_EVENTS("SystemEvents", Group.SYSTEM, Effect.READ, Body.NONE, "GET", "/events"),
    SYSTEM_INFO("SystemInfo", Group.SYSTEM, Effect.READ, Body.NONE, "GET", "/info"),
    SYSTEM_VERSION("SystemVersion", Group.SYSTEM, Effect.READ, Body.NONE, "GET", "/version"),
    SYSTEM_DATA_USAGE("SystemDataUsage", Group.SYSTEM, Effect.READ, Body.NONE, "GET", "/system/df"),
    SYSTEM_AUTH("SystemAuth", Group.SYSTEM, Effect.READ, Body.STREAM, "POST", "/auth"),
    VOLUME_LIST("VolumeList", Group.VOLUMES, Effect.READ, Body.NONE, "GET", "/volumes"),
    VOLUME_INSPECT("VolumeInspect", Group.VOLUMES, Effect.READ, Body.NONE, "GET", "/volumes/{name:.*}"),
    VOLUME_CREATE("VolumeCreate", Group.VOLUMES, Effect.CHANGE, Meaning.CREATES_VOLUME, Body.json(VolumeCreate.class),
            "POST", "/volumes/create"),
    VOLUME_PRUNE("VolumePrune", Group.VOLUMES, Effect.CHANGE, Body.NONE, "POST", "/volumes/prune"),
    VOLUME_UPDATE("VolumeUpdate", Group.VOLUMES, Effect.CHANGE, Body.json(VolumeCreate.Update.class), "PUT",
            "/volumes/{name:.*}"),
    VOLUME_DELETE("VolumeDelete", Group.VOLUMES, Effect.CHANGE, Body.NONE, "DELETE", "/volumes/{name:.*}"),
    IMAGE_BUILD("ImageBuild", Group.BUILDS, Effect.CHANGE, Meaning.BUILDS, Body.ARCHIVE, "POST", "/build"),
    BUILD_PRUNE("BuildPrune", Group.BUILDS, Effect.CHANGE, Body.NONE, "POST", "/build/prune"),
    BUILD_CANCEL("BuildCancel", Group.BUILDS, Effect.CHANGE, Body.NONE, "POST", "/build/cancel"),
    SESSION("Session", Group.BUILDKIT, Effect.CHANGE, Body.STREAM, "POST", "/session"),
    SWARM_INIT("SwarmInit", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Init.class), "POST", "/swarm/init"),
    SWARM_JOIN("SwarmJoin", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Join.class), "POST", "/swarm/join"),
    SWARM_LEAVE("SwarmLeave", Group.SWARM, Effect.CHANGE, Body.NONE, "POST", "/swarm/leave"),
    SWARM_INSPECT("SwarmInspect", Group.SWARM, Effect.SECRET, Body.NONE, "GET", "/swarm"),
    SWARM_UNLOCKKEY("SwarmUnlockkey", Group.SWARM, Effect.SECRET, Body.NONE, "GET", "/swarm/unlockkey"),
    SWARM_UPDATE("SwarmUpdate", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Spec.class), "POST", "/swarm/update"),
    SWARM_UNLOCK("SwarmUnlock", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Unlock.class), "POST", "/swarm/unlock"),
    SERVICE_LIST("ServiceList", Group.SWARM, Effect.READ, Body.NONE, "GET", "/services"),
    SERVICE_INSPECT("ServiceInspect", Group.SWARM, Effect.READ, Body.NONE, "GET", "/services/{id}"),
    SERVICE_CREATE("ServiceCreate", Group.SWARM, Effect.CHANGE, Meaning.CREATES_SERVICE, Body.json(ServiceSpec.class),
            "POST", "/services/create"),
    SERVICE_UPDATE("ServiceUpdate", Group.SWARM, Effect.CHANGE, Meaning.CREATES_SERVICE, Body.json(ServiceSpec.class),
            "POST", "/services/{id}/update"),
    SERVICE_DELETE("ServiceDelete", Group.SWARM, Effect.CHANGE, Body.NONE, "DELETE", "/services/{id}"),
    SERVICE_LOGS("ServiceLogs", Group.SWARM, Effect.READ, Body.NONE, "GET", "/services/{id}/logs"),
    NODE_LIST("NodeList", Group.SWARM, Effect.READ, Body.NONE, "GET", "/nodes"),
    NODE_INSPECT("NodeInspect", Group.SWARM, Effect.READ, Body.NONE, "GET", "/nodes/{id}"),
    NODE_DELETE("NodeDelete", Group.SWARM, Effect.CHANGE, Body.NONE, "DELETE", "/nodes/{id}"),
    NODE_UPDATE("NodeUpdate", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Node.class), "POST", "/nodes/{id}/update"),
    TASK_LIST("TaskList", Group.SWARM, Effect.READ, Body.NONE, "GET", "/tasks"),
    TASK_INSPECT("TaskInspect", Group.SWARM, Effect.READ, Body.NONE, "GET", "/tasks/{id}"),
    TASK_LOGS("TaskLogs", Group.SWARM, Effect.READ, Body.NONE, "GET", "/tasks/{id}/logs"),
    SECRET_LIST("SecretList", Group.SWARM, Effect.READ, Body.NONE, "GET", "/secrets"),
    SECRET_CREATE("SecretCreate", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Stored.class), "POST", "/secrets/create"),
    SECRET_DELETE("SecretDelete", Group.SWARM, Effect.CHANGE, Body.NONE, "DELETE", "/secrets/{id}"),
    SECRET_INSPECT("SecretInspect", Group.SWARM, Effect.READ, Body.NONE, "GET", "/secrets/{id}"),
    SECRET_UPDATE("SecretUpdate", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Stored.class), "POST",
            "/secrets/{id}/update"),
    CONFIG_LIST("ConfigList", Group.SWARM, Effect.READ, Body.NONE, "GET", "/configs"),
    CONFIG_CREATE("ConfigCreate", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Stored.class), "POST", "/configs/create"),
    CONFIG_DELETE("ConfigDelete", Group.SWARM, Effect.CHANGE, Body.NONE, "DELETE", "/configs/{id}"),
    CONFIG_INSPECT("ConfigInspect", Group.SWARM, Effect.READ, Body.NONE, "GET", "/configs/{id}"),
    CONFIG_UPDATE("ConfigUpdate", Group.SWARM, Effect.CHANGE, Body.json(Swarm.Stored.class), "POST",
            "/configs/{id}/update"),
    PLUGIN_LIST("PluginList", Group.PLUGINS, Effect.READ, Body.NONE, "GET", "/plugins"),
    PLUGIN_INSPECT("PluginInspect", Group.PLUGINS, Effect.READ, Body.NONE, "GET", "/plugins/{name:.*}/json"),
    GET_PLUGIN_PRIVILEGES("GetPluginPrivileges", Group.PLUGINS, Effect.READ, Body.NONE, "GET", "/plugins/privileges"),
    PLUGIN_DELETE("PluginDelete", Group.PLUGINS, Effect.CHANGE, Body.NONE, "DELETE", "/plugins/{name:.*}"),
    PLUGIN_ENABLE("PluginEnable", Group.PLUGINS, Effect.CHANGE, Body.NONE, "POST", "/plugins/{name:.*}/enable"),
    PLUGIN_DISABLE("PluginDisable", Group.PLUGINS, Effect.CHANGE, Body.NONE, "POST", "/plugins/{name:.*}/disable"),
    PLUGIN_PULL("PluginPull", Group.PLUGINS, Effect.CHANGE, Body.json(PluginBody.Privileges.class), "POST",
            "/plugins/pull"),
    PLUGIN_PUSH("PluginPush", Group.PLUGINS, Effect.CHANGE, Body.NONE, "POST", "/plugins/{name:.*}/push"),
    PLUGIN_UPGRADE("PluginUpgrade", Group.PLUGINS, Effect.CHANGE, Body.json(PluginBody.Privileges.class), "POST",
            "/plugins/{name:.*}/upgrade"),
    PLUGIN_SET("PluginSet", Group.PLUGINS, Effect.CHANGE, Body.json(PluginBody.Settings.class), "POST",
            "/plugins/{name:.*}/set"),
    PLUGIN_CREATE("PluginCreate", Group.PLUGINS, Effect.CHANGE, Body.ARCHIVE, "POST", "/plugins/create"),
    DISTRIBUTION_INSPECT("DistributionInspect", Group.DISTRIBUTION, Effect.READ, Body.NONE, "GET",
            "/distribution/{name:.*}/json"),
    NETWORK_LIST("NetworkList", Group.NETWORKS, Effect.READ, Body.NONE, "GET", "/networks", "/networks/"),
    NETWORK_INSPECT("NetworkInspect", Group.NETWORKS, Effect.READ, Body.NONE, "GET", "/networks/{id:.+}"),
    NETWORK_CREATE("NetworkCreate", Group.NETWORKS, Effect.CHANGE, Meaning.CREATES_NETWORK,
            Body.json(NetworkCreate.class), "POST", "/networks/create"),
    NETWORK_CONNECT("NetworkConnect", Group.NETWORKS, Effect.CHANGE, Meaning.CONNECTS,
            Body.json(NetworkCreate.Connect.class), "POST", "/networks/{id:.*}/connect"),
    NETWORK_DISCONNECT("NetworkDisconnect", Group.NETWORKS, Effect.CHANGE, Body.json(NetworkCreate.Disconnect.class),
            "POST", "/networks/{id:.*}/disconnect"),
    NETWORK_PRUNE("NetworkPrune", Group.NETWORKS, Effect.CHANGE, Body.NONE, "POST", "/networks/prune"),
    NETWORK_DELETE("NetworkDelete", Group.NETWORKS, Effect.CHANGE, Body.NONE, "DELETE", "/networks/{id:.*}"),
    DEBUG_VARS("DebugVars", Group.DEBUG, Effect.CHANGE, Body.NONE, "GET", "/debug/vars"),
    DEBUG_PPROF_INDEX("DebugPprofIndex", Group.DEBUG, Effect.CHANGE, Body.NONE, "GET", "/debug/pprof/"),
    DEBUG_PPROF_CMDLINE("DebugPprofCmdline", Group.DEBUG, Effect.CHANGE, Body.NONE, "GET", "/debug/pprof/cmdline"),
    DEBUG_PPROF_PROFILE("DebugPprofProfile", Group.DEBUG, Effect.CHANGE, Body.NONE, "GET", "/debug/pprof/profile"),
    DEBUG_PPROF_SYMBOL("DebugPprofSymbol", Group.DEBUG, Effect.CHANGE, Body.STREAM, "GET", "/debug/pprof/symbol"),
    DEBUG_PPROF_TRACE("DebugPprofTrace", Group.DEBUG, Effect.CHANGE, Body.NONE, "GET", "/debug/pprof/trace"),
    DEBUG_PPROF_NAMED("DebugPprofNamed", Group.DEBUG, Effect.CHANGE, Body.NONE, "GET", "/debug/pprof/{name}"),
    GRPC("Grpc", Group.BUILDKIT, Effect.CHANGE, Body.STREAM, "POST", "/grpc");

    /** What an operation is about; a policy may allow and deny by it. */
    public enum Group {
        CONTAINERS("the life of containers, and files copied into them"),
        EXPORTS("what carries data away: container exports, copies out of containers, saved images"),
        EXEC("processes in running containers"),
        CHECKPOINTS("checkpoints of containers; their directories can be anywhere on the host"),
        IMAGES("images: pull, push, load, commit, tag, remove"),
        BUILDS("builds by the classic builder, and the build cache"),
        BUILDKIT("BuildKit's own channels: whatever they carry, a plugin sees only that they are opened"),
        VOLUMES("volumes"),
        NETWORKS("networks"),
        SWARM("swarm, its services, nodes, secrets and configs; the containers of its services start unjudged"),
        PLUGINS("dockerd's plugins, which run as root"),
        SYSTEM("the daemon itself: ping, version, info, events, `docker login`"),
        DISTRIBUTION("what a registry says of an image"),
        DEBUG("dockerd's own debug pages");

        private final String meaning;

        Group(String meaning) {
            this.meaning = meaning;
        }

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** In some words, for documentation. */
        public String meaning() {
            return meaning;
        }
    }

    public enum Effect {
        READ("only tells something"),
        EXPORT("carries away what is in a container or an image"),
        CHANGE("changes something, or may"),
        SECRET("only tells something, but that gives power: a swarm's join tokens, directories of the host");

        private final String meaning;

        Effect(String meaning) {
            this.meaning = meaning;
        }

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** In some words, for documentation. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * What an operation does to the container, volume, network or image that it makes or names, where that is judged.
     */
    public enum Meaning {
        CREATES_CONTAINER,
        STARTS,
        ATTACHES,
        PREPARES_PROCESS,
        STARTS_PROCESS,
        COPIES_IN,
        COPIES_OUT,
        UPDATES,
        RENAMES,
        REMOVES,
        PRUNES,
        /** Makes an image of a container. */
        COMMITS,
        CREATES_VOLUME,
        CREATES_NETWORK,
        /** Attaches a container to a network. */
        CONNECTS,
        /** Makes or changes a service: swarm starts its containers past every plugin. */
        CREATES_SERVICE,
        BUILDS,
        /** Pulls an image, or imports one. */
        BRINGS_IMAGE,
        /** Nothing that is not said by the operation itself. */
        NOTHING_MORE
    }

    private final String id;
    private final Group group;
    private final Effect effect;
    private final Meaning meaning;
    private final Body body;
    private final String method;
    private final List<PathPattern> paths;

    Operation(String id, Group group, Effect effect, Body body, String method, String... paths) {
        this(id, group, effect, Meaning.NOTHING_MORE, body, method, paths);
    }

    Operation(String id, Group group, Effect effect, Meaning meaning, Body body, String method, String... paths) {
        this.id = id;
        this.group = group;
        this.effect = effect;
        this.meaning = meaning;
        this.body = body;
        this.method = method;
        this.paths = Arrays.stream(paths).map(PathPattern::parse).toList();
    }

    public String id() {
        return id;
    }

    /** How it is asked for, without the version: such as {@code GET /containers/{name}/json}. */
    public List<String> routes() {
        return paths.stream().map(path -> method + " " + path.text()).toList();
    }

    public Group group() {
        return group;
    }

    public Effect effect() {
        return effect;
    }

    public Meaning meaning() {
        return meaning;
    }

    public Body body() {
        return body;
    }

    /**
     * Whether it only tells something, and is judged by its target alone: nobody has to be asked what the target means.
     * Not so a copy out of a container, which is judged by what the container is.
     */
    public boolean isPlainRead() {
        return effect == Effect.READ && body == Body.NONE && meaning == Meaning.NOTHING_MORE;
    }

    /**
     * An operation, and the thing its path names.
     *
     * @param name the value of the path's variable, such as a container's id; empty if it has none
     */
    public record Match(Operation operation, String name) {}

    /**
     * Finds the operation as dockerd's router does. Where several patterns match, the one with the longest literal text
     * wins: routes with a wildcard for the name match whatever stands before their suffix.
     *
     * @param path the decoded path, without the version prefix
     */
    public static Optional<Match> find(String method, String path) {
        Match best = null;
        int bestLength = -1;
        for (Operation operation : values()) {
            if (!operation.method.equals(method)) {
                continue;
            }
            for (PathPattern pattern : operation.paths) {
                if (pattern.literalLength() > bestLength && pattern.matches(path)) {
                    best = new Match(operation, pattern.name(path));
                    bestLength = pattern.literalLength();
                }
            }
        }
        return Optional.ofNullable(best);
    }
}
