package dev.sallyport.action;

import dev.sallyport.action.Aspect.Chosen;
import dev.sallyport.action.Aspect.HostFiles;
import dev.sallyport.action.Aspect.LogOption;
import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.Holds.Claim;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.EndpointSettings;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads containers: one asked for, and those that exist, as the daemon built them. */
final class ContainerReader {

    private static final int MAX_DEVICES = 64;

    /** What dockerd takes where neither the request nor its own configuration says anything. */
    private static final String USUAL_LOG_DRIVER = "json-file";

    /** moby, daemon/info_unix.go: is there if containers have a cgroup namespace of their own by default. */
    private static final String OWN_CGROUP_NAMESPACE = "name=cgroupns";

    private final ActionBuilder action;
    private final Inquiry inquiry;
    private final MountReader mounts;
    private final UserResolver users;

    ContainerReader(ActionBuilder action, Inquiry inquiry, MountReader mounts) {
        this.action = action;
        this.inquiry = inquiry;
        this.mounts = mounts;
        this.users = new UserResolver(inquiry);
    }

    void create(ContainerConfig.Create create) throws UnreadableException {
        ContainerConfig config = create.config();
        HostConfig host = create.hostConfig().orElseGet(() -> Views.of(Map.of(), HostConfig.class));
        Lookup<Inspected.Image> image = image(inquiry, config.image());
        known(image).map(ImageOrigin::of).filter(_ -> inquiry.wantsOrigins()).ifPresent(action::origin);
        List<MountUse> mounted = mounts.requested(host, config.volumes().keySet(), volumes(image));
        action.add(new Aspect.Workload(
                Stage.CREATE,
                config.image(),
                users.atCreate(config.user(), image, mounted.stream().map(MountUse::target).toList()),
                host,
                new Chosen(host.cgroupnsMode(), host.logConfig().type(), host.resources().memorySwap() < 0),
                mounted,
                hostFiles(host),
                create.networkingConfig().map(ContainerConfig.Networking::endpointsConfig).orElse(Map.of()),
                inquiry.machine(),
                Setup.of(config, known(image))));
    }

    static Lookup<Inspected.Image> image(Inquiry inquiry, String reference) {
        Lookup<Inspected.Image> image = inquiry.ask(new Question.Image(reference));
        if (image instanceof Lookup.Failed<Inspected.Image>(String why)) {
            inquiry.notKnown("the image " + reference, why);
        }
        return image;
    }

    static Optional<Inspected.Image> known(Lookup<Inspected.Image> image) {
        return switch (image) {
            case Lookup.Found<Inspected.Image>(Inspected.Image found) -> Optional.of(found);
            case Lookup.Absent<Inspected.Image>() -> Optional.empty();
            case Lookup.Failed<Inspected.Image>(_) -> Optional.empty();
        };
    }

    /** The targets of an image's VOLUMEs. */
    static Set<String> volumes(Lookup<Inspected.Image> image) {
        return known(image).flatMap(Inspected.Image::config).map(ofImage -> ofImage.volumes().keySet())
                .orElse(Set.of());
    }

    void built(Inspected.Container container, Stage stage) {
        built(container, stage, users.inContainer(container.config().user(), container));
    }

    void copiedInto(Inspected.Container container) {
        inquiry.claim(new Claim.WritesFiles(container.id()), "the files of the container " + container.name());
        built(container, Stage.COPY_IN, UserResolver.copiedInto(container));
    }

    void entered(Inspected.Container container, String user, boolean privileged, List<Variable> environment) {
        String effective = user.isEmpty() ? container.config().user() : user;
        action.add(new Aspect.ProcessStart(users.inContainer(effective, container), privileged, environment));
        built(container, Stage.ENTER);
    }

    private void built(Inspected.Container container, Stage stage, RunUser user) {
        action.container(container);
        origin(container);
        HostConfig host = container.hostConfig();
        Map<String, EndpointSettings> networks = container.networkSettings().networks();
        List<MountUse> mounted = List.of();
        HostFiles files = HostFiles.NONE;
        try {
            mounted = mounts.built(container);
            files = hostFiles(host);
        } catch (UnreadableException e) {
            // From before the plugin: what else is wrong with it is said all the same.
            action.obstacle("request", String.valueOf(e.getMessage()), e.wanted());
        }
        action.add(new Aspect.Workload(
                stage, container.config().image(), user, host, chosen(host), mounted, files, networks,
                inquiry.machine(), setup(container, stage)));
    }

    /** The id stands with the container; the names that registries have for it, dockerd has to be asked for. */
    private void origin(Inspected.Container container) {
        String id = container.image();
        if (inquiry.wantsOrigins() && !id.isEmpty()) {
            action.origin(known(image(inquiry, id)).map(ImageOrigin::of).orElse(new ImageOrigin(id, List.of())));
        }
    }

    /** dockerd has merged the image's part into it; asks for the image only where that makes a difference. */
    private Setup setup(Inspected.Container container, Stage stage) {
        Setup merged = Setup.of(container.config(), Optional.empty());
        // A name may have become another image's between the judgement of a create and the create.
        boolean matters = stage == Stage.START || merged.health().isPresent();
        return matters && !container.image().isEmpty()
                ? Setup.of(container.config(), known(inquiry.ask(new Question.Image(container.image()))))
                : merged;
    }

    /** Asks for the daemon's defaults only where one of them could be what stands there. */
    private Chosen chosen(HostConfig host) {
        String logDriver = host.logConfig().type();
        boolean hostCgroups = host.cgroupnsMode().equals("host");
        boolean unlimitedSwap = host.resources().memorySwap() < 0;
        Chosen asWritten = new Chosen(host.cgroupnsMode(), logDriver, unlimitedSwap);
        if (logDriver.equals(USUAL_LOG_DRIVER) && !hostCgroups && !unlimitedSwap) {
            return asWritten;
        }
        return inquiry.daemon()
                .map(daemon -> new Chosen(
                        hostCgroups && !daemon.securityOptions().contains(OWN_CGROUP_NAMESPACE)
                                ? ""
                                : host.cgroupnsMode(),
                        logDriver.equals(daemon.loggingDriver()) ? "" : logDriver,
                        unlimitedSwap && daemon.swapLimit()))
                // Not known, which is a reason of its own: nothing is said about the container by that.
                .orElse(new Chosen("", "", false));
    }

    private HostFiles hostFiles(HostConfig host) throws UnreadableException {
        if (host.resources().devices().size() > MAX_DEVICES) {
            throw new UnreadableException("more than " + MAX_DEVICES + " devices");
        }
        List<HostPath> devices = new ArrayList<>();
        for (Resources.DeviceMapping device : host.resources().devices()) {
            devices.add(inquiry.paths().read("a device", device.pathOnHost()));
        }
        return new HostFiles(devices, logOptions(host.logConfig()));
    }

    /** {@code syslog-address=unix:///...}, {@code splunk-capath=/...}. */
    private List<LogOption> logOptions(HostConfig.LogConfig log) throws UnreadableException {
        List<LogOption> options = new ArrayList<>();
        for (Map.Entry<String, String> option : log.config().entrySet()) {
            String path = option.getValue().replaceFirst("^unix(gram)?://", "");
            if (path.startsWith("/")) {
                if (options.size() == MAX_DEVICES) {
                    throw new UnreadableException("more than " + MAX_DEVICES + " log options with a path");
                }
                options.add(new LogOption(option.getKey(), option.getValue(),
                        inquiry.paths().read("a log option's path", path)));
            }
        }
        return options;
    }
}
