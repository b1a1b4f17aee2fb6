package dev.sallyport.rules;

import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.RunUser.Identity;
import dev.sallyport.action.RunUser;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.Optional;

/** {@code non-root}: nothing runs as uid 0. */
@Demand(
        value = "runs as a user other than uid 0: the one asked for, else the image's",
        controls = "CIS 4.1, 5.24; PSS restricted")
record NonRoot(
        @Doc("Whether a user's name is looked up in the container's /etc/passwd when it starts, "
                + "or denied.") Names names,
        @Doc("Whether gid 0 is allowed.") boolean rootGroup)
        implements Rule {

    /** What a user's name is worth. */
    enum Names {
        PASSWD,
        DENY
    }

    static final NonRoot STANDARD = new NonRoot(Names.PASSWD, true);

    @Override
    public void processStart(Aspect.ProcessStart process, Findings findings) {
        user("the process", process.user(), findings);
    }

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage() == Stage.COPY_IN) {
            copyInto(workload.user(), findings);
        } else if (workload.stage().runs()) {
            user(workload.stage() == Stage.SERVICE ? "the service" : "the container", workload.user(), findings);
            groups(workload, findings);
        }
    }

    /** What a name means is up to /etc/passwd: nobody may replace that file. */
    private static void copyInto(RunUser user, Findings findings) {
        String name = RunUser.userPart(user.text());
        if (user.identity() instanceof Identity.Unknown(String why, _) && !name.isEmpty() && !RunUser.isNumber(name)) {
            findings.add("the container runs as `" + name + "`, a name: " + why,
                    "a container whose user is a number", "--user UID[:GID]");
        }
    }

    private void user(String who, RunUser user, Findings findings) {
        String shown = user.text().isEmpty() ? "no user is set" : "user `" + user.text() + "`";
        String name = RunUser.userPart(user.text());
        if (names == Names.DENY && !name.isEmpty() && !RunUser.isNumber(name)) {
            findings.add(who + " runs as " + shown + ", a name", "a numeric uid other than 0", numbered(name),
                    Admission.set("names", "passwd"));
            return;
        }
        switch (user.identity()) {
            case Identity.Uid(long uid) -> {
                if (uid == 0) {
                    findings.add(who + " runs as root (" + shown + ")", "a uid other than 0", "--user 1000:1000");
                }
            }
            case Identity.Unknown(String why, Optional<String> numbers) ->
                    findings.add(who + " may run as root (" + shown + "): " + why, "a numeric uid other than 0",
                            numbers.map(known -> "--user " + known).orElseGet(() -> numbered(name)));
            case Identity.Failed(String why) -> findings.fail(who + " may run as root (" + shown + "): " + why);
            case Identity.AtStart() -> {}
        }
    }

    /** Docker shows no file of an image; what its names mean can be read once there is a container. */
    private static String numbered(String name) {
        return name.isEmpty() || RunUser.isNumber(name)
                ? "--user 1000:1000"
                : "--user UID:GID, with the numbers that `" + name + "` has in the image";
    }

    private void groups(Aspect.Workload workload, Findings findings) {
        if (rootGroup) {
            return;
        }
        long primary = RunUser.number(workload.user().groupPart());
        if (primary <= 0) {
            findings.add("group `" + workload.user().groupPart() + "` may be gid 0", "a numeric gid other than 0",
                    "--user 1000:1000", Admission.set("root-group", true));
        }
        workload.host().groupAdd().stream()
                .filter(group -> RunUser.number(group) <= 0)
                .forEach(group -> findings.add("joins group `" + group + "`, which may be gid 0",
                        "numeric gids other than 0",
                        "leave out --group-add " + group, Admission.set("root-group", true)));
    }
}
