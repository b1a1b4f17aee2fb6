package dev.sallyport.doctor;

import java.util.List;

/** Who may use the Docker socket besides root. */
record DockerGroup() implements Check {

    private static final String NAME = "group";

    @Override
    public List<Observation> examine(Host host) {
        return List.of(host.dockerGroup().isEmpty()
                ? Observation.ok(NAME, "nobody is listed as a member of the Docker socket's group")
                : Observation.note(NAME, "on the Docker socket " + String.join(", ", host.dockerGroup())
                        + " all look alike to a policy, and to the audit log",
                        "for a name for each user give them TLS certificates: docs/tls.md"));
    }
}
