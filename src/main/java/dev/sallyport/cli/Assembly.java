package dev.sallyport.cli;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.EngineFacts;
import dev.sallyport.config.Configuration;
import dev.sallyport.decision.DecisionPoint;
import dev.sallyport.policy.Policy;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.HostFiles;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts together what judges, from a configuration. */
record Assembly(Policy policy, ContextHandler contextHandler, List<DecisionPoint<Action>> decisionPoints) {

    static Assembly of(Configuration configuration, Optional<Path> configurationFile, EngineFacts facts) throws InvalidSettingException {
        Surroundings surroundings = new Surroundings(HostFiles.real(), ownFiles(configuration, configurationFile));
        Policy policy = new PolicyLoader(surroundings).load(PolicySource.read(configuration.policy()));
        return new Assembly(policy, new ContextHandler(facts), List.of(new RulesDecisionPoint(policy)));
    }

    /** Whoever can change these rules the gate, and whoever has the Docker socket rules the host. */
    private static List<String> ownFiles(Configuration configuration, Optional<Path> configurationFile) {
        Optional<Path> home = Optional.ofNullable(System.getProperty("sallyport.home")).map(Path::of);
        return Stream.of(
                        Optional.of(configuration.socket().path()),
                        configurationFile.map(Path::toAbsolutePath),
                        configuration.policy(),
                        Optional.of(configuration.docker().socket()),
                        Optional.of(configuration.audit().file()),
                        home)
                .flatMap(Optional::stream)
                .map(path -> path.normalize().toString())
                .distinct()
                .toList();
    }
}
