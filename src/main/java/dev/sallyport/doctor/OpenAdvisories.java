package dev.sallyport.doctor;

import dev.sallyport.doctor.Advisory.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which published advisories the engine has. */
record OpenAdvisories() implements Check {

    private static final String NAME = "engine";

    @Override
    public List<Observation> examine(Host host) {
        return host.engine().map(engine -> of(engine.version())).orElse(List.of());
    }

    private static List<Observation> of(Host.Version told) {
        String engine = "Docker Engine " + told.version() + ", API " + told.apiVersion();
        Optional<EngineVersion> version = EngineVersion.parse(told.version());
        if (version.isEmpty()) {
            return List.of(Observation.note(NAME, engine + " is no release: it is not compared with advisories",
                    "read https://github.com/moby/moby/security/advisories"));
        }
        List<Observation> seen = new ArrayList<>();
        seen.add(Observation.ok(NAME, engine));
        Advisories.ALL.stream().filter(each -> each.affects(version.get())).map(OpenAdvisories::open)
                .forEach(seen::add);
        return seen;
    }

    private static Observation open(Advisory advisory) {
        String message = advisory.title() + " (" + advisory.source() + "); ";
        String update = "update to " + advisory.fixed().stream().map(EngineVersion::toString)
                .collect(Collectors.joining(", ")) + " or later, unless your distribution has mended it";
        return switch (advisory.answer()) {
            case Answer.Closed(String how) -> Observation.note(advisory.id(), message + "closed by Sallyport: " + how,
                    update);
            case Answer.ByDenying(String operations) -> Observation.warning(advisory.id(),
                    message + "open, unless the policy denies " + operations, update + "; or deny " + operations);
            case Answer.OutOfReach() -> Observation.warning(advisory.id(), message + "open: no plugin can close it",
                    update);
        };
    }
}
