package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code links}: on the default bridge a link writes one container's environment into another (moby,
 * daemon/libnetwork_linux.go, setupLinkedContainers); on any other network it only adds a name.
 */
@Demand("links no container to another")
record Links(
        @Doc("Whether links on networks of their own are allowed: there they only add a name.") boolean aliases)
        implements Rule {

    static final Links STANDARD = new Links(true);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            boolean named = !DefaultBridge.NAMES.contains(workload.host().networkMode());
            links(workload.host().links(), named, findings);
            workload.networks().forEach(
                    (network, endpoint) -> links(endpoint.links(), !DefaultBridge.NAMES.contains(network), findings));
        }
    }

    @Override
    public void networkAttachment(Aspect.NetworkAttachment attachment, Findings findings) {
        links(attachment.endpoint().links(), !DefaultBridge.NAMES.contains(attachment.network()), findings);
    }

    private void links(List<String> links, boolean named, Findings findings) {
        if (!named) {
            links.forEach(link -> findings.add("is linked to " + shown(link) + " on the default bridge",
                    "a network that both are on", "leave out --link " + shown(link)));
        } else if (!aliases) {
            links.forEach(link -> findings.add("is linked to " + shown(link), "a network that both are on",
                    "leave out --link " + shown(link), Admission.set("aliases", true)));
        }
    }

    /** dockerd tells of its own links as {@code /other:/this/alias}. */
    private static String shown(String link) {
        return String.join(":", Stream.of(link.split(":", 2))
                .map(part -> part.substring(part.lastIndexOf('/') + 1)).toList());
    }
}
