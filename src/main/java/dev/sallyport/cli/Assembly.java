package dev.sallyport.cli;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.audit.PolicyTexts;
import dev.sallyport.config.Configuration;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.HostFacts;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.judge.Judge;
import dev.sallyport.policy.Policies;
import dev.sallyport.policy.PolicyFiles;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts together what judges, from a configuration.
 *
 * @param policies of the built-in rules, if they are asked
 * @param opa if it is asked
 */
record Assembly(Judge judge, Optional<Policies> policies, Optional<OpaAssembly> opa) implements Closeable {

    /** Set by the systemd unit, which gives the plugin a view of its own of what is mounted. */
    private static final Facts HOST = Optional.ofNullable(System.getenv("SALLYPORT_MOUNTINFO"))
            .map(file -> new HostFacts(Path.of(file)))
            .orElseGet(HostFacts::new);

    /** @throws IOException if a file that the configuration names cannot be read */
    static Assembly of(Configuration configuration, Optional<Path> configurationFile, Facts engine)
            throws InvalidSettingException, IOException {
        List<DecisionPoint> points = new ArrayList<>();
        Optional<OpaAssembly> opa = configuration.judges().contains(Configuration.Judge.OPA)
                ? Optional.of(OpaAssembly.of(configuration.opa()))
                : Optional.empty();
        Optional<Policies> policies = Optional.empty();
        if (configuration.policy().isPresent() && !configuration.judges().contains(Configuration.Judge.RULES)) {
            throw new IOException(
                    "a policy is given, but `judges` does not name `rules`: nothing would be judged by it");
        }
        if (configuration.judges().contains(Configuration.Judge.RULES)) {
            PolicyFiles files =
                    new PolicyFiles(configuration.policy(), configuration.bindings(), configuration.exemptions(),
                            read -> new Surroundings(Assembly::realPath,
                                    ownFiles(configuration, configurationFile, opa, read)));
            policies = Optional.of(Policies.load(files, InstantSource.system()));
        }
        policies.ifPresent(points::add);
        // Last: it is told what the rules found.
        opa.ifPresent(remote -> points.add(remote.decisionPoint()));
        BooleanSupplier wantsOrigins = policies.<BooleanSupplier>map(known -> known::wantsOrigins).orElse(() -> false);
        return new Assembly(
                new Judge(new ContextHandler(Facts.of(engine, HOST), wantsOrigins), points, InstantSource.system()),
                policies, opa);
    }

    static Optional<String> realPath(String path) {
        return HOST.ask(new Question.PathOnHost(path)) instanceof Lookup.Found<HostEntry>(HostEntry entry)
                ? Optional.of(entry.path())
                : Optional.empty();
    }

    /** Whoever can change these files controls the gate, and whoever has the Docker socket controls the host. */
    private static List<String> ownFiles(Configuration configuration, Optional<Path> configurationFile,
            Optional<OpaAssembly> opa, Set<Path> policyFiles) {
        Optional<Path> home = Optional.ofNullable(System.getProperty("sallyport.home")).map(Path::of);
        Stream<Path> own = Stream.of(
                Optional.of(configuration.socket().path().path()),
                configurationFile.map(Path::toAbsolutePath),
                Optional.of(configuration.docker().socket().path()),
                Optional.of(configuration.audit().file()),
                Optional.of(PolicyTexts.directory(configuration.audit().file())),
                Optional.of(configuration.metrics().socket().path()),
                home)
                .flatMap(Optional::stream);
        return Stream.of(own, policyFiles.stream(), opa.stream().flatMap(OpaAssembly::ownFiles))
                .flatMap(paths -> paths)
                .map(path -> path.normalize().toString())
                .distinct()
                .toList();
    }

    /** Makes the first decisions quick, in the background. */
    void warmUp() {
        policies.ifPresent(rules -> WarmUp.start(rules, HOST));
    }

    /** The names of the policies in force, for the person who starts it. */
    String names() {
        return Stream
                .of(policies.map(known -> known.inForce().policy().name()),
                        opa.map(remote -> remote.configuration().path().names()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" and "));
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (policies.isEmpty()) {
            warnings.add("the built-in rules are off: OPA alone judges");
        }
        policies.ifPresent(known -> warnings.addAll(known.inForce().expired(Instant.now())));
        opa.ifPresent(remote -> warnings.addAll(remote.warnings()));
        return warnings;
    }

    @Override
    public void close() {
        opa.ifPresent(OpaAssembly::close);
    }
}
