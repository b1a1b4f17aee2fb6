package dev.sallyport.doctor;

import dev.sallyport.engine.ApiVersion;
import dev.sallyport.settings.Setting;
import java.util.List;

/** Whether gRPC reaches BuildKit before any plugin is asked: docs/threat-model.md, seen on an engine. */
record BuildKitBypass() implements Check {

    private static final String NAME = "buildkit";
    private static final EngineVersion SINCE = new EngineVersion(29, 2, 0);

    /** The API of 29.2; for engines whose version names no release. */
    private static final ApiVersion API = new ApiVersion("1.53");

    @Override
    public List<Observation> examine(Host host) {
        return host.engine().filter(engine -> isOpen(engine.version())).map(_ -> bypass(host)).stream().toList();
    }

    private static boolean isOpen(Host.Version version) {
        return EngineVersion.parse(version.version())
                .map(known -> known.compareTo(SINCE) >= 0)
                .orElseGet(() -> version.apiVersion().matches("[0-9]{1,3}\\.[0-9]{1,3}")
                        && new ApiVersion(version.apiVersion()).compareTo(API) >= 0);
    }

    private static Observation bypass(Host host) {
        boolean shut = host.daemon().find("builder", "entitlements", "network-host")
                .filter(value -> value instanceof Setting.Flag(_, boolean on) && !on)
                .isPresent();
        String message = "this engine lets gRPC through to BuildKit without asking any plugin: "
                + "whoever has the Docker socket can build";
        return shut
                ? Observation.note(NAME, message + ", without the host's network", "")
                : Observation.warning(NAME, message + ", on the host's network too",
                        "add \"builder\": {\"entitlements\": {\"network-host\": false}} to " + host.daemon().file()
                                + " and restart dockerd; no plugin can close the rest");
    }
}
