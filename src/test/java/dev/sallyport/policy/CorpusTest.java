package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.Corpus;
import dev.sallyport.decision.Finding;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a real docker CLI sent in 112 scenarios, judged by the hardened policy. The expected answers are in
 * docker-cli-expected.txt: {@code scenario: permit}, or the rules that deny, in the order found. After a change that
 * means to change them, {@code mvn test -Dtest=CorpusTest -Dcorpus.update=true} writes them anew: read the difference.
 */
final class CorpusTest {

    private static final Path EXPECTED = Path.of("src/test/resources/docker-cli-expected.txt");

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException, InvalidSettingException, UnreadableException {
        if (Boolean.getBoolean("corpus.update")) {
            Files.write(EXPECTED,
                    judgeAll().entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList());
        }
        Map<String, String> expected = new HashMap<>();
        for (String line : Files.readAllLines(EXPECTED)) {
            expected.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
        }
        Map<String, String> judged = judgeAll();
        assertEquals(112, judged.size());
        assertEquals(expected.keySet(), judged.keySet());
        return judged.entrySet().stream().map(scenario -> DynamicTest.dynamicTest(
                scenario.getKey(), () -> assertEquals(expected.get(scenario.getKey()), scenario.getValue())));
    }

    private static Map<String, String> judgeAll() throws IOException, InvalidSettingException, UnreadableException {
        Policy policy = new PolicyLoader(new Surroundings(path -> Optional.of(path), List.of()))
                .load(SettingsFile.read(Path.of("policies/hardened.yaml")));
        RulesDecisionPoint rules = new RulesDecisionPoint(policy);
        Map<String, String> answers = new LinkedHashMap<>();
        for (Corpus.Scenario scenario : Corpus.load()) {
            Set<String> denying = new LinkedHashSet<>();
            scenario.replay(action -> {
                List<Finding> findings = new ArrayList<>(action.obstacles());
                findings.addAll(rules.decide(action, List.of()).findings());
                findings.forEach(finding -> denying.add(finding.rule()));
                return findings.isEmpty();
            });
            answers.put(scenario.name(), denying.isEmpty() ? "permit" : String.join(", ", denying));
        }
        return answers;
    }
}
