package dev.sallyport.doctor;

import java.util.List;

/** Looks at one thing. */
sealed interface Check permits AskedByDockerd, OpenAdvisories, BuildKitBypass, DaemonJson, ListeningSockets, Isolation,
        DockerGroup, AuditFile, Judges {

    List<Observation> examine(Host host);
}
