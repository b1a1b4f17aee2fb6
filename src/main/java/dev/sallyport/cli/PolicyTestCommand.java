package dev.sallyport.cli;

import dev.sallyport.cases.CaseFile;
import dev.sallyport.cases.CaseReport;
import dev.sallyport.cases.JUnitReport;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.Presets;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport policy test}: judges cases, and compares what comes with what is expected. */
@Command(
        name = "test",
        description = {
                "Judge cases (docs/testing-policies.md), and say what is otherwise than they expect.",
                "Exit codes: 0, all is as expected; 1, something is not; 2, an error."
        },
        footerHeading = "%nExample:%n",
        footer = "  sallyport policy test --junit report.xml policies/cases/hardened.yaml")
final class PolicyTestCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files of cases.")
    private List<Path> files = List.of();

    @Option(names = "--policy", paramLabel = "POLICY",
            description = "Judge by this policy, a preset or a file, not by those that the files name.")
    private @Nullable String policy;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report for CI systems, too.")
    private @Nullable Path junit;

    @Override
    public Integer call() {
        List<CaseReport> reports = new ArrayList<>();
        boolean mistaken = false;
        for (Path file : files) {
            try {
                reports.add(judged(file));
            } catch (InvalidSettingException e) {
                Terminal.error(e);
                mistaken = true;
            }
        }
        reports.forEach(report -> System.out.print(report.text()));
        try {
            if (junit != null) {
                Files.writeString(junit, JUnitReport.of(reports));
            }
        } catch (IOException e) {
            return Terminal.error("cannot write `" + junit + "`: " + e.getMessage());
        }
        boolean failed = reports.stream().anyMatch(report -> report.failed() > 0);
        return mistaken ? Terminal.FAILED : failed ? Terminal.DENIED : Terminal.PERMITTED;
    }

    private CaseReport judged(Path path) throws InvalidSettingException {
        CaseFile file = CaseFile.read(SettingsFile.read(path));
        SettingsFile text = policy != null
                ? Presets.presetOrFile(policy, Path.of(""))
                : Presets.presetOrFile(file.policy().orElse("hardened"), path.toAbsolutePath().getParent());
        return CaseReport.of(file, decisionPoint(text));
    }

    /** What it judges by is what the cases say, whatever this machine is. */
    static DecisionPoint decisionPoint(SettingsFile policy) throws InvalidSettingException {
        return new RulesDecisionPoint(new PolicyLoader(new Surroundings(Optional::of, List.of())).load(policy));
    }
}
