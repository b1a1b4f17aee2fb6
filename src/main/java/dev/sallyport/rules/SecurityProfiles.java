package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.HostConfig;
import java.util.List;
import java.util.Set;

/** {@value #ID}: seccomp, AppArmor and SELinux stay on. */
final class SecurityProfiles implements Rule {

    static final String ID = "security-profiles";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "switches off neither seccomp nor AppArmor nor SELinux, and brings no profile of its own but those listed",
            "CIS 5.2, 5.3, 5.22; PSS baseline",
            List.of(
                    Parameter.texts("apparmor", List.of("docker-default"), "AppArmor profiles that may be asked for."),
                    Parameter.flag("custom-seccomp", false, "Whether a seccomp profile may come with the request."),
                    Parameter.flag("selinux-labels", false, "Whether SELinux labels may be set.")),
            (arguments, _) -> new SecurityProfiles(arguments));

    /** Options that are other rules' business. */
    private static final Set<String> KNOWN = Set.of("no-new-privileges", "writable-cgroups");

    private final Set<String> apparmor;
    private final boolean customSeccomp;
    private final boolean selinuxLabels;

    private SecurityProfiles(Arguments arguments) {
        this.apparmor = Set.copyOf(arguments.texts("apparmor"));
        this.customSeccomp = arguments.flag("custom-seccomp");
        this.selinuxLabels = arguments.flag("selinux-labels");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    options(chosen(workload.host()), findings);
                }
            }
            case Aspect.ImageBuild build -> options(build.securityOptions(), findings);
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
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
                    report("asks for the AppArmor profile `" + option.value() + "`", "apparmor=" + option.value(), findings);
                }
            }
            case "label" -> {
                if (option.value().equals("disable") || !selinuxLabels) {
                    report("sets the SELinux label `" + option.value() + "`", "label=" + option.value(), findings);
                }
            }
            case "disable" -> report("switches SELinux off", "disable", findings);
            default -> {
                if (!KNOWN.contains(option.key())) {
                    report("has the security option `" + option.key() + "`", option.key(), findings);
                }
            }
        }
    }

    private void seccomp(String profile, Findings findings) {
        if (profile.equals("unconfined")) {
            report("switches seccomp off", "seccomp=unconfined", findings);
        } else if (!profile.equals("builtin") && !customSeccomp) {
            report("brings a seccomp profile of its own", "seccomp=...", findings);
        }
    }

    private static void report(String found, String flag, Findings findings) {
        findings.add(found, "the daemon's own profiles", "leave out --security-opt " + flag);
    }
}
