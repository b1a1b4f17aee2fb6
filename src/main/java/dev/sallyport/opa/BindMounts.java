package dev.sallyport.opa;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code BindMounts} of opa-docker-authz: what Binds and Mounts of a new container say of the host's paths. */
final class BindMounts {

    private BindMounts() {}

    /** In the order written; null if there is none, as opa-docker-authz has it. */
    static @Nullable List<Map<String, Object>> of(Map<String, Object> body) {
        List<Map<String, Object>> mounts = new ArrayList<>();
        if (body.get("HostConfig") instanceof Map<?, ?> host) {
            if (host.get("Binds") instanceof List<?> binds) {
                binds.stream().filter(String.class::isInstance).map(String.class::cast).filter(bind -> bind.startsWith("/"))
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
    private static Map<String, Object> bind(String[] parts) {
        return entry(parts[0], parts.length == 3 && List.of(parts[2].split(",")).contains("ro"));
    }

    private static Map<String, Object> mount(Map<?, ?> mount) {
        return entry(mount.get("Source") instanceof String source ? source : "", Boolean.TRUE.equals(mount.get("ReadOnly")));
    }

    private static Map<String, Object> entry(String source, boolean readOnly) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Source", source);
        entry.put("ReadOnly", readOnly);
        entry.put("Resolved", resolved(source));
        return entry;
    }

    /** With every symbolic link followed; empty if it is not there, or cannot be told. */
    static String resolved(String source) {
        try {
            // As dockerd does: `..` is taken away by text first, so that a link before it is never followed.
            return source.isEmpty() ? "" : Path.of(source).normalize().toRealPath().toString();
        } catch (IOException | InvalidPathException | SecurityException e) {
            return "";
        }
    }
}
