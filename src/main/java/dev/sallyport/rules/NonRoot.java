package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.RunUser;
import dev.sallyport.action.RunUser.Identity;
import java.util.List;

/** {@value #ID}: nothing runs as uid 0. */
final class NonRoot implements Rule {

    static final String ID = "non-root";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "runs as a user other than uid 0: the one asked for, else the image's",
            "CIS 4.1, 5.24; PSS restricted",
            List.of(
                    Parameter.choice("names", List.of("passwd", "deny"),
                            "Whether a user's name is looked up in the container's /etc/passwd when it starts, or denied."),
                    Parameter.flag("root-group", true, "Whether gid 0 is allowed.")),
            (arguments, _) -> new NonRoot(arguments));

    private final boolean namesAllowed;
    private final boolean rootGroupAllowed;

    private NonRoot(Arguments arguments) {
        this.namesAllowed = arguments.choice("names").equals("passwd");
        this.rootGroupAllowed = arguments.flag("root-group");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> workload(workload, findings);
            case Aspect.ProcessStart process -> user("the process", process.user(), findings);
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _ -> { }
        }
    }

    private void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage() == Stage.COPY_IN) {
            copyInto(workload.user(), findings);
        } else if (workload.stage().runs()) {
            user(workload.stage() == Stage.SERVICE ? "the service" : "the container", workload.user(), findings);
            groups(workload, findings);
        }
    }

    /** What a name means is up to /etc/passwd: nobody may replace that file between our look and the start. */
    private static void copyInto(RunUser user, Findings findings) {
        String name = RunUser.userPart(user.text());
        if (!name.isEmpty() && !RunUser.isNumber(name)) {
            findings.add("the container runs as `" + name + "`, a name, and a copy can change what it means",
                    "a container whose user is a number", "--user UID[:GID]");
        }
    }

    private void user(String who, RunUser user, Findings findings) {
        String shown = user.text().isEmpty() ? "no user is set" : "user `" + user.text() + "`";
        String name = RunUser.userPart(user.text());
        if (!namesAllowed && !name.isEmpty() && !RunUser.isNumber(name)) {
            findings.add(who + " runs as " + shown + ", a name", "a numeric uid other than 0", "--user 1000:1000");
            return;
        }
        switch (user.identity()) {
            case Identity.Uid(long uid) -> {
                if (uid == 0) {
                    findings.add(who + " runs as root (" + shown + ")", "a uid other than 0", "--user 1000:1000");
                }
            }
            case Identity.Unknown(String why) ->
                findings.add(who + " may run as root (" + shown + "): " + why, "a numeric uid other than 0", "--user 1000:1000");
            case Identity.Failed(String why) -> findings.fail(who + " may run as root (" + shown + "): " + why);
            case Identity.AtStart() -> { }
        }
    }

    private void groups(Aspect.Workload workload, Findings findings) {
        if (rootGroupAllowed) {
            return;
        }
        long primary = RunUser.number(workload.user().groupPart());
        if (primary <= 0) {
            findings.add("group `" + workload.user().groupPart() + "` may be gid 0", "a numeric gid other than 0", "--user 1000:1000");
        }
        workload.host().groupAdd().stream()
                .filter(group -> RunUser.number(group) <= 0)
                .forEach(group -> findings.add("joins group `" + group + "`, which may be gid 0", "numeric gids other than 0",
                        "leave out --group-add " + group));
    }
}
