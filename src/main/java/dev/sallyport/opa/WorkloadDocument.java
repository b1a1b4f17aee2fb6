package dev.sallyport.opa;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Capabilities;
import dev.sallyport.action.ImageReference;
import dev.sallyport.action.HostPath;
import dev.sallyport.action.MountUse;
import dev.sallyport.action.VolumeDefinition;
import dev.sallyport.engine.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A container as OPA is told of it: the same whether it is to be created, about to start, or a service's. */
final class WorkloadDocument {

    private WorkloadDocument() {}

    static Map<String, @Nullable Object> of(Aspect.Workload workload) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("stage", word(workload.stage()));
        document.put("image", image(workload.image()));
        document.put("user", InputDocument.user(workload.user()));
        document.put("capabilities", Map.of(
                "add", List.copyOf(Capabilities.normalized(workload.host().capAdd())),
                "drop", List.copyOf(Capabilities.normalized(workload.host().capDrop()))));
        document.put("mounts", workload.mounts().stream().map(WorkloadDocument::mount).toList());
        document.put("networks", List.copyOf(new TreeSet<>(workload.networks().keySet())));
        document.put("hostConfig", Views.fields(workload.host()));
        return document;
    }

    private static Map<String, Object> image(String reference) {
        ImageReference parsed = ImageReference.parse(reference);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("reference", reference);
        document.put("repository", parsed.repository());
        document.put("tag", parsed.tag());
        document.put("digest", parsed.digest());
        return document;
    }

    private static Map<String, Object> mount(MountUse mount) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", word(mount.kind()));
        document.put("source", mount.source());
        document.put("resolved", mount.host().flatMap(HostPath::real).orElse(""));
        document.put("target", mount.target());
        document.put("readOnly", mount.readOnly());
        document.put("origin", word(mount.origin()));
        document.put("volumes", mount.definitions().stream().map(WorkloadDocument::volume).toList());
        return document;
    }

    private static Map<String, Object> volume(VolumeDefinition volume) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("driver", volume.isLocal() ? "local" : volume.driver());
        document.put("options", volume.options());
        return document;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
