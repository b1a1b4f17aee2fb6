package dev.sallyport.action;

import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.Query;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.BuildQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Reads the query of a build; some of its parameters are JSON (moby, daemon/server/router/build). */
final class BuildReader {

    private BuildReader() {}

    static Aspect.ImageBuild read(Query query) throws UnreadableException {
        return new Aspect.ImageBuild(
                query.first("networkmode"),
                query.parameters().getOrDefault("securityopt", List.of()),
                query.first("cgroupparent"),
                query.first("ulimits").isEmpty()
                        ? List.of()
                        : decode(query.first("ulimits"), BuildQuery.Ulimits.class).ulimits(),
                query.first("buildargs").isEmpty() ? List.of() : arguments(query.first("buildargs")));
    }

    /** One that is null takes its value from the Dockerfile. */
    private static List<Variable> arguments(String json) throws UnreadableException {
        return decode("{\"BuildArgs\":" + json + "}", BuildQuery.Arguments.class).buildArgs().entrySet().stream()
                .map(argument -> new Variable(argument.getKey(),
                        argument.getValue() instanceof String value ? SecretKind.of(value) : Set.of(), false))
                .toList();
    }

    private static <T extends Record> T decode(String json, Class<T> type) throws UnreadableException {
        return GoJson.decode(json.getBytes(StandardCharsets.UTF_8), type).view();
    }
}
