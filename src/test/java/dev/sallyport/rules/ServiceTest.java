package dev.sallyport.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.policy.Policy;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hardened policy, with swarm allowed, on services: the rules apply wherever their fields appear. */
final class ServiceTest {

    private static final String GOOD = "\"Image\":\"bb:1\",\"User\":\"1000\",\"CapabilityDrop\":[\"ALL\"]";
    private static final String LIMIT = "\"Resources\":{\"Limits\":{\"MemoryBytes\":67108864}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1.45/services/create | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT}} | ''
            /services/x/update?version=1 | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT}} | ''
            /services/create | {"tasktemplate":{"containerspec":{GOOD},LIMIT}} | ''
            /services/create | {"TaskTemplate":{"ContainerSpec":{"Image":"bb:1"}}} | cap-drop non-root memory-limit
            /services/create | {"TaskTemplate":{"ContainerSpec":{"Image":"user:1","CapabilityDrop":["ALL"]},LIMIT}} | \
                non-root
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"vol:1","User":"1000","CapabilityDrop":["ALL"]},LIMIT}} | \
                read-only-mounts
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT,"LogDriver":{"Name":"../evil"}}} | drivers
            /services/create | {"TaskTemplate":{"ContainerSpec":{"Image":"absent","CapabilityDrop":["ALL"]},LIMIT}} | \
                non-root
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"bb:1","User":"app","CapabilityDrop":["ALL"]},LIMIT}} | \
                non-root
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD,"CapabilityAdd":["CAP_SYS_ADMIN"]},LIMIT}} | \
                cap-add
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD,"Mounts":[{"Type":"bind","Source":"/etc",\
            "Target":"/x"}]},LIMIT}} | read-only-mounts host-paths
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD,"Mounts":[{"Type":"volume","Target":"/x"}]},LIMIT}} | \
                read-only-mounts
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD,"Privileges":{"Seccomp":{"Mode":"unconfined"}}},LIMIT}} | \
                security-profiles
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD,"Privileges":{"AppArmor":{"Mode":"disabled"}}},LIMIT}} | \
                security-profiles
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD,"Privileges":{"SELinuxContext":{"Disable":true}}},LIMIT}} | \
                security-profiles
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD,"Privileges":{"Seccomp":{"Mode":"default"},\
            "AppArmor":{"Mode":"default"}}},LIMIT}} | ''
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD,"Privileges":{"SELinuxContext":{"Type":"spc_t"}}},LIMIT}} | \
                security-profiles
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD,"Privileges":{"SELinuxContext":{"Level":"s0"}}},LIMIT}} | \
                security-profiles
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"bb:1","User":"0","CapabilityDrop":["ALL"]},LIMIT}} | non-root
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT,"Networks":[{"Target":"host"}]}} | \
                host-namespaces
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT,"Networks":[{"Target":"0a1b"}]}} | \
                host-namespaces
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT},"Networks":[{"Target":"host"}]} | \
                host-namespaces
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{GOOD},"Resources":{"Limits":{"MemoryBytes":1},"SwapBytes":-1}}} | \
                memory-limit
            /services/create | {"TaskTemplate":{"PluginSpec":{"name":"evil","remote":"evil"}}} | request
            /services/create | {"TaskTemplate":{"Runtime":"plugin"}} | request
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD,"user":"0"},LIMIT}} | request
            /v1.40/services/create | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT}} | request
            /services/x/update?version=1&rollback=previous | {"TaskTemplate":{"ContainerSpec":{GOOD},LIMIT}} | request
            /services/create | {"TaskTemplate":{"ContainerSpec":{GOOD,"NewField":{"a":1}},LIMIT}} | unknown-fields
            """)
    void servicesAreJudgedLikeContainers(String target, String body, String rules)
            throws IOException, InvalidSettingException {
        String hardened =
                Files.readString(Path.of("policies/hardened.yaml")).replace("allow: [reads,", "allow: [reads, swarm,");
        Policy policy = new PolicyLoader(new Surroundings(path -> Optional.of(path), List.of()))
                .load(new SettingsFile("p.yaml", hardened));
        FakeFacts facts = new FakeFacts();
        facts.images.put("bb:1", Views.of(Map.of(), Inspected.Image.class));
        facts.images.put("user:1", Views.of(Map.of("Config", Map.of("User", "1000")), Inspected.Image.class));
        facts.images.put("vol:1",
                Views.of(Map.of("Config", Map.of("Volumes", Map.of("/x", Map.of()))), Inspected.Image.class));
        Inspected.Network host = new Inspected.Network("host", "host");
        facts.networks.put("host", host);
        facts.networks.put("0a1b", host);
        byte[] bytes = body.replace("GOOD", GOOD).replace("LIMIT", LIMIT).getBytes(StandardCharsets.UTF_8);
        Action action = new ContextHandler(facts).understand(
                new DecisionId("00ff"),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", target,
                        Map.of("Content-Type", "application/json"), Optional.of(bytes)));
        List<Finding> findings = new RulesDecisionPoint(policy).decide(action, List.of()).findings();
        assertEquals(rules, String.join(" ",
                Stream.concat(action.obstacles().stream(), findings.stream()).map(Finding::rule).distinct().toList()));
    }
}
