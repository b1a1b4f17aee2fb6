package dev.sallyport.opa;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.HostPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code BindMounts} of opa-docker-authz: what Binds and Mounts of a new container say of the host's paths.
 */
final class BindMounts {

    private final Map<String, String> resolved = new HashMap<>();

    private BindMounts(Action action) {
        for (Aspect aspect : action.aspects()) {
            if (aspect instanceof Aspect.Workload workload) {
                workload.mounts().forEach(mount -> mount.host().ifPresent(this::remember));
            }
        }
    }

    /** As opa-docker-authz has it, a path that does not exist resolves to nothing. */
    private void remember(HostPath path) {
        if (path.place() instanceof HostPath.Place.At at) {
            resolved.put(path.written(), at.path());
        }
    }

    /** In the order written; null if there is none, as opa-docker-authz has it. */
    static @Nullable List<Map<String, Object>> of(Action action) {
        return new BindMounts(action).read(action.body().orElse(Map.of()));
    }

    private @Nullable List<Map<String, Object>> read(Map<String, Object> body) {
        List<Map<String, Object>> mounts = new ArrayList<>();
        if (body.get("HostConfig") instanceof Map<?, ?> host) {
            if (host.get("Binds") instanceof List<?> binds) {
                binds.stream().filter(String.class::isInstance).map(String.class::cast)
                        .filter(bind -> bind.startsWith("/"))
                        .forEach(bind -> mounts.add(bind(bind.split(":", -1))));
            }
            if (host.get("Mounts") instanceof List<?> list) {
                list.stream().filter(each -> each instanceof Map<?, ?> mount && "bind".equals(mount.get("Type")))
                        .forEach(each -> mounts.add(mount((Map<?, ?>) each)));
            }
        }
        return mounts.isEmpty() ? null : mounts;
    }

    /** opa-docker-authz takes {@code ro,z} for writable; dockerd does not, and neither do we. */
    private Map<String, Object> bind(String[] parts) {
        return entry(parts[0], parts.length == 3 && List.of(parts[2].split(",")).contains("ro"));
    }

    private Map<String, Object> mount(Map<?, ?> mount) {
        return entry(mount.get("Source") instanceof String source ? source : "",
                Boolean.TRUE.equals(mount.get("ReadOnly")));
    }

    private Map<String, Object> entry(String source, boolean readOnly) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Source", source);
        entry.put("ReadOnly", readOnly);
        entry.put("Resolved", resolved.getOrDefault(source, ""));
        return entry;
    }
}
