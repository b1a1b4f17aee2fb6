package dev.sallyport.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Aspect;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RuleCatalogueTest {

    private static final String ASPECTS = """
            operations: Invocation
            self-protection: Invocation
            unknown-fields: Invocation
            privileged: Workload
            cap-drop: Workload
            cap-add: Workload
            non-root: Workload, ProcessStart
            group-add: Workload
            memory-limit: Workload, ResourceChange
            cpu-limit: Workload, ResourceChange
            pids-limit: Workload, ResourceChange
            ulimits: Workload, ImageBuild
            oom: Workload
            cgroup-parent: Workload, ImageBuild
            restart-policy: Workload, ResourceChange
            read-only-mounts: Workload
            host-paths: Workload, VolumeCreation
            propagation: Workload
            drivers: Workload, VolumeCreation, NetworkCreation
            log-options: Workload
            host-namespaces: Workload, ImageBuild
            networks: Workload, NetworkCreation, NetworkAttachment
            default-bridge: Workload, NetworkCreation, NetworkAttachment
            links: Workload, NetworkAttachment
            published-ports: Workload
            remote-sources: Fetch
            devices: Workload
            security-profiles: Workload, ImageBuild
            no-new-privileges: Workload
            read-only-rootfs: Workload
            masked-paths: Workload
            sysctls: Workload
            runtime: Workload
            annotations: Workload
            labels: Workload
            healthcheck: Workload
            secrets-in-env: Workload, ProcessStart, ImageBuild
            exec: ProcessStart
            image-source: Invocation, Workload
            image-identity: Workload
            image-digest: Workload
            """;

    /** A new aspect, or a new rule, is not forgotten: whoever adds one says here who looks at what. */
    @Test
    void everyRuleLooksAtTheseAspects() throws InvalidSettingException {
        List<String> looked = new ArrayList<>();
        for (RuleDefinition definition : RuleCatalogue.definitions()) {
            Rule rule = standard(definition).in(new Surroundings(path -> Optional.of(path), List.of()));
            looked.add(definition.id() + ": " + aspects()
                    .filter(aspect -> looksAt(rule, aspect))
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(", ")));
        }
        assertEquals(ASPECTS, String.join("\n", looked) + "\n");
        aspects().forEach(aspect -> assertTrue(ASPECTS.contains(aspect.getSimpleName()), "no rule looks at " + aspect));
    }

    @Test
    void everyRuleSaysWhatItDemandsAndHasADefaultForEverything() throws InvalidSettingException {
        for (RuleDefinition definition : RuleCatalogue.definitions()) {
            assertFalse(definition.demand().isBlank(), definition.id());
            standard(definition);
        }
    }

    private static Rule standard(RuleDefinition definition) throws InvalidSettingException {
        Setting nothing = new SettingsFile("p", "{}").yaml();
        return (Rule) definition.grammar().read(definition.id(), nothing, Path.of("/"));
    }

    private static Stream<Class<?>> aspects() {
        return Arrays.stream(Aspect.class.getPermittedSubclasses());
    }

    private static boolean looksAt(Rule rule, Class<?> aspect) {
        Method method = Arrays.stream(Rule.class.getMethods())
                .filter(each -> each.getParameterCount() == 2 && each.getParameterTypes()[0] == aspect)
                .findFirst()
                .orElseThrow(() -> new AssertionError("rules have no method for " + aspect));
        try {
            Method own = rule.getClass().getMethod(method.getName(), method.getParameterTypes());
            return own.getDeclaringClass() != Rule.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
