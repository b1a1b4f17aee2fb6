package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;

/** {@value #ID}: processes that enter containers. Whether they run as root is the rule non-root's business. */
final class Exec implements Rule {

    static final String ID = "exec";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID, "enters no container with all capabilities", "CIS 5.23", List.of(), (_, _) -> new Exec());

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.ProcessStart process -> {
                if (process.privileged()) {
                    findings.add("the process is privileged", "not privileged", "leave out --privileged");
                }
            }
            case Aspect.Workload _, Aspect.Invocation _, Aspect.ResourceChange _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }
}
