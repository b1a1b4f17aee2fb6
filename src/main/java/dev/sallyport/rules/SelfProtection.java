package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.Operation;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Set;

/**
 * {@code self-protection}: nobody takes this plugin away through the API that it guards. That its files are not
 * mounted is the rule host-paths' business.
 */
@Demand("disables, removes, upgrades or sets no plugin but those listed")
record SelfProtection(@Doc("Exact names of plugins that may be changed.") List<String> changeable) implements Rule {

    private static final Set<Operation> CHANGES =
            Set.of(Operation.PLUGIN_DISABLE, Operation.PLUGIN_DELETE, Operation.PLUGIN_SET, Operation.PLUGIN_UPGRADE,
                    Operation.PLUGIN_ENABLE);

    // Every other plugin is protected: one may be named by id, the beginning of one, or any alias.
    static final SelfProtection STANDARD = new SelfProtection(List.of());

    @Override
    public void invocation(Aspect.Invocation invocation, Findings findings) {
        if (CHANGES.contains(invocation.operation()) && !changeable.contains(invocation.name())) {
            findings.add(invocation.operation().id() + " of " + invocation.name() + " could take this plugin away",
                    "plugins changed by the host's administrator, not through the API", "");
        }
    }
}
