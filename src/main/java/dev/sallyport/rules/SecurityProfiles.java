package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code security-profiles}: seccomp, AppArmor and SELinux stay on. */
@Demand(
        value = "switches off neither seccomp nor AppArmor nor SELinux, and brings no profile of its own but those "
                + "listed",
        controls = "CIS 5.2, 5.3, 5.22; PSS baseline")
record SecurityProfiles(
        @Doc("AppArmor profiles that may be asked for.") List<String> apparmor,
        @Doc("Whether a seccomp profile may come with the request.") boolean customSeccomp,
        @Doc("Whether SELinux labels may be set.") boolean selinuxLabels)
        implements Rule {

    /** Options that are other rules' business. */
    private static final Set<String> KNOWN = Set.of("no-new-privileges", "writable-cgroups");

    static final SecurityProfiles STANDARD = new SecurityProfiles(List.of("docker-default"), false, false);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            options(chosen(workload.host()), findings);
        }
    }

    @Override
    public void imageBuild(Aspect.ImageBuild build, Findings findings) {
        options(build.securityOptions(), findings);
    }

    /** Without {@code label=disable} where dockerd adds it by itself (moby, daemon/create.go, generateSecurityOpt). */
    private static List<String> chosen(HostConfig host) {
        boolean added = host.privileged() || host.pidMode().equals("host") || host.ipcMode().equals("host");
        return host.securityOpt().stream().filter(option -> !added || !option.equals("label=disable")).toList();
    }

    private void options(List<String> entries, Findings findings) {
        SecurityOptions.parse(entries).forEach(option -> option(option, findings));
    }

    private void option(SecurityOptions option, Findings findings) {
        switch (option.key()) {
            case "seccomp" -> seccomp(option.value(), findings);
            case "apparmor" -> {
                if (!apparmor.contains(option.value())) {
                    report("asks for the AppArmor profile `" + option.value() + "`", "apparmor=" + option.value(),
                            Optional.of(Admission.add("apparmor", option.value())), findings);
                }
            }
            case "label" -> {
                if (option.value().equals("disable") || !selinuxLabels) {
                    report("sets the SELinux label `" + option.value() + "`", "label=" + option.value(),
                            Optional.of(Admission.set("selinux-labels", true))
                                    .filter(_ -> !option.value().equals("disable")),
                            findings);
                }
            }
            case "disable" -> report("switches SELinux off", "disable", Optional.empty(), findings);
            default -> {
                if (!KNOWN.contains(option.key())) {
                    report("has the security option `" + option.key() + "`", option.key(), Optional.empty(), findings);
                }
            }
        }
    }

    private void seccomp(String profile, Findings findings) {
        if (profile.equals("unconfined")) {
            report("switches seccomp off", "seccomp=unconfined", Optional.empty(), findings);
        } else if (!profile.equals("builtin") && !customSeccomp) {
            report("brings a seccomp profile of its own", "seccomp=...",
                    Optional.of(Admission.set("custom-seccomp", true)), findings);
        }
    }

    private static void report(String found, String flag, Optional<Admission> admittedBy, Findings findings) {
        findings.add(found, "the daemon's own profiles", new Mend.Without("--security-opt " + flag), admittedBy);
    }
}
