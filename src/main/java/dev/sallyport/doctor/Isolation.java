package dev.sallyport.doctor;

import java.util.ArrayList;
import java.util.List;

/** How containers are kept from each other and from the host, besides what a plugin can judge. */
record Isolation() implements Check {

    @Override
    public List<Observation> examine(Host host) {
        List<Observation> seen = new ArrayList<>();
        if (host.daemon().isOn("icc", true)) {
            seen.add(Observation.note("icc", "containers on the default bridge reach each other",
                    "\"icc\": false in " + host.daemon().file()));
        }
        host.engine().map(Host.Engine::info).ifPresent(info -> told(host, info, seen));
        return seen;
    }

    private static void told(Host host, Host.Info info, List<Observation> seen) {
        if (!info.liveRestoreEnabled()) {
            seen.add(Observation.note("live-restore", "a restart of dockerd stops all containers",
                    "\"live-restore\": true in " + host.daemon().file()
                            + ", then systemctl reload docker; not with Swarm"));
        }
        if (!info.defaultRuntime().equals("runc")) {
            seen.add(Observation.note("runtime", "the default runtime is " + info.defaultRuntime()
                    + ", and a policy does not see what it does otherwise than runc", ""));
        }
        if (!info.dockerRootDir().startsWith("/var/lib/docker")) {
            seen.add(Observation.note("data-root", "dockerd keeps its data in " + info.dockerRootDir(),
                    "let no directory that `host-paths` allows hold it, or lie in it"));
        }
        if (has(info, "rootless")) {
            seen.add(Observation.note("rootless", "dockerd is rootless: its daemon.json and sockets are a user's",
                    "name its files: --daemon-json ~/.config/docker/daemon.json, and docker.socket"));
        } else if (!has(info, "userns")) {
            seen.add(Observation.note("userns", "root in a container is root of the host (no userns-remap)",
                    "\"userns-remap\": \"default\" in " + host.daemon().file()
                            + "; it hides the images and containers that exist"));
        }
    }

    private static boolean has(Host.Info info, String option) {
        return info.securityOptions().stream()
                .anyMatch(each -> each.equals("name=" + option) || each.startsWith("name=" + option + ","));
    }
}
