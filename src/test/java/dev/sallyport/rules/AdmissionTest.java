package dev.sallyport.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.Corpus;
import dev.sallyport.action.Action;
import dev.sallyport.decision.Finding;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever a real docker CLI asked, judged by every rule there is: what a finding says would admit it does. */
final class AdmissionTest {

    private static final PolicyLoader LOADER = new PolicyLoader(new Surroundings(Optional::of, List.of()));

    /** What the corpus meets; RulesTest tries the others. */
    private static final String ADMITTED = """
            cap-add.allowed, cap-drop.required, devices.allowed, devices.requests, drivers.network, \
            healthcheck.required, host-namespaces.allowed, image-source.allowed, image-source.imports, \
            log-options.bounded, networks.options, oom.kill-disable, oom.min-score, operations.allow, \
            published-ports.all, read-only-mounts.writable-sources, restart-policy.allowed, secrets-in-env.allowed, \
            security-profiles.apparmor, sysctls.allowed""";

    @Test
    void whatAFindingSaysWouldAdmitItDoes() throws Exception {
        SettingsFile everything = new SettingsFile("all.yaml", RuleCatalogue.definitions().stream()
                .map(rule -> rule.id() + ": {}").collect(Collectors.joining(", ", "rules: {", "}")));
        List<Action> actions = new ArrayList<>();
        for (Corpus.Scenario scenario : Corpus.load()) {
            scenario.replay(actions::add);
        }
        TreeSet<String> admitted = new TreeSet<>();
        for (Action action : actions) {
            for (Finding finding : judge(everything, action)) {
                if (finding.admittedBy().isPresent()) {
                    SettingsFile changed = Admitting.changed(everything, finding);
                    assertEquals(List.of(), judge(changed, action).stream()
                            .filter(again -> again.found().equals(finding.found())).toList(), changed::text);
                    admitted.add(finding.rule() + "." + finding.admittedBy().get().parameter());
                }
            }
        }
        assertEquals(ADMITTED, String.join(", ", admitted));
    }

    private static List<Finding> judge(SettingsFile policy, Action action) throws InvalidSettingException {
        return new RulesDecisionPoint(LOADER.load(policy)).decide(action, List.of()).findings();
    }
}
