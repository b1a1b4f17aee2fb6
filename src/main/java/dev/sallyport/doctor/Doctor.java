package dev.sallyport.doctor;

import java.util.List;

/** Makes every check. */
public final class Doctor {

    private static final List<Check> CHECKS = List.of(new AskedByDockerd(), new DaemonJson(), new OpenAdvisories(),
            new BuildKitBypass(), new ListeningSockets(), new DockerGroup(), new Isolation(), new AuditFile(),
            new Judges());

    private Doctor() {}

    /** What there is to say, in the order of the checks. */
    public static List<Observation> examine(Host host) {
        return CHECKS.stream().flatMap(check -> check.examine(host).stream()).toList();
    }
}
