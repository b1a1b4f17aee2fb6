package dev.sallyport.action;

import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.ContainerConfig.Healthcheck;
import dev.sallyport.engine.body.Inspected;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a container is set up with besides its host configuration: the request's part and its image's, as dockerd merges
 * them (moby, daemon/commit.go, merge), and where that image is from.
 *
 * @param environment without values
 * @param labels by name
 * @param health what looks after it; empty if nothing does
 * @param identity where dockerd knows the image to be from; empty if it does not know
 */
public record Setup(
        List<Variable> environment, Map<String, String> labels, Optional<HealthProbe> health,
        Optional<Inspected.Identity> identity) {

    /**
     * A command that dockerd runs in the container again and again.
     *
     * @param ofImage whether the command is the image's, not the request's
     * @param interval the shortest time from one to the next; dockerd's own if neither names one
     */
    public record HealthProbe(boolean ofImage, Duration interval) {}

    /** moby, daemon/health.go: defaultProbeInterval. */
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);

    public Setup {
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
    }

    static Setup of(ContainerConfig requested, Optional<Inspected.Image> image) {
        return of(requested.env(), requested.labels(), requested.healthcheck(), image);
    }

    static Setup of(
            List<String> env, Map<String, String> labels, Optional<Healthcheck> healthcheck,
            Optional<Inspected.Image> image) {
        Optional<ContainerConfig> ofImage = image.flatMap(Inspected.Image::config);
        Map<String, String> merged = new TreeMap<>(ofImage.map(ContainerConfig::labels).orElse(Map.of()));
        merged.putAll(labels);
        return new Setup(
                Variable.merged(env, ofImage.map(ContainerConfig::env).orElse(List.of())),
                merged,
                probe(healthcheck, ofImage.flatMap(ContainerConfig::healthcheck)),
                image.flatMap(Inspected.Image::identity));
    }

    /** Each on its own: the request may take the image's command and its own interval. */
    private static Optional<HealthProbe> probe(Optional<Healthcheck> requested, Optional<Healthcheck> ofImage) {
        List<String> asked = requested.map(Healthcheck::test).orElse(List.of());
        List<String> given = ofImage.map(Healthcheck::test).orElse(List.of());
        boolean takesImages = asked.isEmpty() || asked.equals(given);
        List<String> test = asked.isEmpty() ? given : asked;
        if (test.isEmpty() || test.getFirst().isEmpty() || test.getFirst().equals("NONE")) {
            return Optional.empty();
        }
        long interval = requested.map(Healthcheck::interval).filter(nanos -> nanos > 0)
                .or(() -> ofImage.map(Healthcheck::interval).filter(nanos -> nanos > 0))
                .orElse(USUAL_INTERVAL.toNanos());
        long atStart = requested.map(Healthcheck::startInterval).filter(nanos -> nanos > 0)
                .or(() -> ofImage.map(Healthcheck::startInterval).filter(nanos -> nanos > 0))
                .orElse(interval);
        return Optional.of(new HealthProbe(takesImages, Duration.ofNanos(Math.min(interval, atStart))));
    }
}
