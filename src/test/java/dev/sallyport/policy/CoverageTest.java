package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/coverage.md, made of what the rules say that they are asked by, of the presets, and of what is run on engines.
 * After a change that means to change it, {@code mvn test -Dtest=CoverageTest -Dcoverage.update=true} writes it anew:
 * read the difference.
 */
final class CoverageTest {

    private static final Path PAGE = Path.of("docs/coverage.md");
    private static final Path CONTROLS = Path.of("src/test/resources/coverage/controls.yaml");

    /** What is run on engines: each entry names the rule that denies it. */
    private static final List<String> SHOWN = List.of("attacks.yaml", "rules.yaml");

    /** @param instead what there is where no rule can check it; empty where one does */
    private record Control(String id, String asks, String instead) {}

    @Test
    void pageTellsWhatIsCovered() throws IOException, InvalidSettingException {
        if (Boolean.getBoolean("coverage.update")) {
            Files.writeString(PAGE, page());
        }
        assertEquals(Files.readString(PAGE), page(), "stale: see the test's comment");
    }

    @Test
    void everyControlIsSomeRulesOrSaysWhyNot() throws IOException, InvalidSettingException {
        Map<String, List<String>> rules = rulesByControl();
        for (Control control : controls()) {
            assertEquals(control.instead().isEmpty(), rules.containsKey(control.id()), control::toString);
            rules.remove(control.id());
        }
        assertEquals(Map.of(), rules, "controls that rules are asked by, and the list does not know");
    }

    @Test
    void presetOfTheBenchmarkAsksWhatTheBenchmarkAsks() throws InvalidSettingException {
        Set<String> asked = RuleCatalogue.definitions().stream()
                .filter(rule -> rule.controls().contains("CIS"))
                .map(RuleDefinition::id)
                .collect(Collectors.toSet());
        Set<String> on = rulesOf("cis-docker-1.6.0").keySet();
        assertTrue(on.containsAll(asked), () -> asked + " but only " + on);
    }

    @Test
    void presetsOfThePodSecurityStandardsAskWhatTheseAsk() throws InvalidSettingException {
        for (RuleDefinition rule : RuleCatalogue.definitions()) {
            for (String level : List.of("baseline", "restricted")) {
                if (rule.controls().matches(".*PSS [^;]*" + level + ".*")) {
                    assertTrue(rulesOf(level).containsKey(rule.id()), () -> level + " lacks " + rule.id());
                }
            }
        }
    }

    // ---- the page ---------------------------------------------------------------------------------------------------

    private static String page() throws IOException, InvalidSettingException {
        Map<String, List<String>> rules = rulesByControl();
        Map<String, List<String>> attacks = attacks();
        StringBuilder page = new StringBuilder("""
                # Coverage

                Which control is which rule's, which presets turn the rule on, and what shows on real engines that it
                holds: an entry of `attacks.yaml` or `rules.yaml` (in the sources, `src/test/resources/e2e`). CIS: the
                CIS Docker Benchmark v1.6.0, section 5, and sections 2 and 4; PSS: the Kubernetes Pod Security
                Standards. What no plugin can check says what there is instead.

                A test makes this page from the rules, the presets and the attacks, and holds it against them.

                | control | asks for | rule | in the presets | shown by |
                | --- | --- | --- | --- | --- |
                """);
        for (Control control : controls()) {
            if (!control.instead().isEmpty()) {
                row(page, control.id(), control.asks(), "no plugin can check it: " + control.instead(), "", "");
                continue;
            }
            String id = control.id();
            String asks = control.asks();
            for (String rule : rules.get(control.id())) {
                row(page, id, asks, "[`" + rule + "`](rules.md#" + rule + ")", presets(rule),
                        shown(attacks.getOrDefault(rule, List.of())));
                id = "";
                asks = "";
            }
        }
        page.append("\nRules that no benchmark asks for, and attacks made necessary:\n\n")
                .append("| rule | in the presets | shown by |\n| --- | --- | --- |\n");
        for (RuleDefinition rule : RuleCatalogue.definitions()) {
            if (rule.controls().isEmpty()) {
                row(page, "[`" + rule.id() + "`](rules.md#" + rule.id() + ")", presets(rule.id()),
                        shown(attacks.getOrDefault(rule.id(), List.of())));
            }
        }
        return page.toString();
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String shown(List<String> attacks) {
        return switch (attacks.size()) {
            case 0 -> "unit tests";
            case 1 -> attacks.getFirst();
            default -> attacks.getFirst() + ", and " + (attacks.size() - 1) + " more";
        };
    }

    private static String presets(String rule) throws InvalidSettingException {
        List<String> in = new ArrayList<>();
        for (String preset : Presets.names()) {
            Mode mode = rulesOf(preset).get(rule);
            if (mode != null) {
                in.add("`" + preset + "`" + (mode == Mode.OBSERVE ? " (observed)" : ""));
            }
        }
        return in.size() == Presets.names().size() ? "all" : in.isEmpty() ? "none" : String.join(", ", in);
    }

    // ---- what it is made of -----------------------------------------------------------------------------------------

    private static Map<String, Mode> rulesOf(String preset) throws InvalidSettingException {
        Policy policy = new PolicyLoader(new Surroundings(Optional::of, List.of()))
                .load(Presets.find(preset).orElseThrow());
        Map<String, Mode> rules = new LinkedHashMap<>();
        policy.rules().forEach(enabled -> rules.put(enabled.id(), enabled.mode()));
        return rules;
    }

    private static Map<String, List<String>> rulesByControl() {
        Map<String, List<String>> rules = new TreeMap<>();
        for (RuleDefinition rule : RuleCatalogue.definitions()) {
            for (String control : controlsOf(rule)) {
                rules.computeIfAbsent(control, _ -> new ArrayList<>()).add(rule.id());
            }
        }
        return rules;
    }

    /** Of {@code CIS 5.8, 5.9; PSS baseline and restricted}: four. */
    private static Set<String> controlsOf(RuleDefinition rule) {
        Set<String> controls = new LinkedHashSet<>();
        for (String source : rule.controls().split("; ")) {
            if (!source.isEmpty()) {
                String name = source.substring(0, source.indexOf(' '));
                for (String number : source.substring(name.length() + 1).split(", | and ")) {
                    controls.add(name + " " + number);
                }
            }
        }
        return controls;
    }

    private static List<Control> controls() throws IOException, InvalidSettingException {
        List<Control> controls = new ArrayList<>();
        for (Setting item : ((Setting.Items) SettingsFile.read(CONTROLS).yaml()).items()) {
            Setting.Group group = item.group("control");
            controls.add(new Control(text(group, "control"), text(group, "asks"), text(group, "instead")));
        }
        return controls;
    }

    private static Map<String, List<String>> attacks() throws IOException, InvalidSettingException {
        Map<String, List<String>> attacks = new TreeMap<>();
        for (String file : SHOWN) {
            Path path = Path.of("src/test/resources/e2e").resolve(file);
            for (Setting item : ((Setting.Items) SettingsFile.read(path).yaml()).items()) {
                Setting.Group group = item.group("attack");
                attacks.computeIfAbsent(text(group, "rule"), _ -> new ArrayList<>()).add(
                        group.find("name").isPresent() ? text(group, "name") : command(text(group, "denied")));
            }
        }
        return attacks;
    }

    /** As code in a cell of a table. */
    private static String command(String script) {
        return "`" + script.lines().findFirst().orElseThrow().replace("|", "\\|") + "`";
    }

    private static String text(Setting.Group group, String key) throws InvalidSettingException {
        Optional<Setting> value = group.find(key);
        return value.isPresent() ? value.get().text(key) : "";
    }
}
