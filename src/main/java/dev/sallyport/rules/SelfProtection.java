package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.Operation;
import java.util.List;
import java.util.Set;

/**
 * {@value #ID}: nobody takes this plugin away through the API that it guards. That its files are not mounted is the rule
 * host-paths' business.
 */
final class SelfProtection implements Rule {

    static final String ID = "self-protection";

    private static final Set<Operation> CHANGES =
            Set.of(Operation.PLUGIN_DISABLE, Operation.PLUGIN_DELETE, Operation.PLUGIN_SET, Operation.PLUGIN_UPGRADE, Operation.PLUGIN_ENABLE);

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "disables, removes, upgrades or sets no plugin but those listed",
            "",
            // Every other plugin is protected: one may be named by id, the beginning of one, or any alias.
            List.of(Parameter.texts("changeable", List.of(), "Exact names of plugins that may be changed.")),
            (arguments, _) -> new SelfProtection(arguments));

    private final Set<String> changeable;

    private SelfProtection(Arguments arguments) {
        this.changeable = Set.copyOf(arguments.texts("changeable"));
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Invocation invocation -> {
                if (CHANGES.contains(invocation.operation()) && !changeable.contains(invocation.name())) {
                    findings.add(invocation.operation().id() + " of " + invocation.name() + " could take this plugin away",
                            "plugins changed by the host's administrator, not through the API", "");
                }
            }
            case Aspect.Workload _, Aspect.ProcessStart _, Aspect.ResourceChange _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }
}
