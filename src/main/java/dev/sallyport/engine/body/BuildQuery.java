package dev.sallyport.engine.body;

import dev.sallyport.engine.WholeDocument;
import java.util.List;
import java.util.Map;

/** What a build's query holds in JSON. Source: moby, daemon/server/router/build, {@code newImageBuildOptions}. */
public final class BuildQuery {

    private BuildQuery() {}

    /** {@code ulimits}. */
    public record Ulimits(@WholeDocument List<Resources.Ulimit> ulimits) {}

    /** {@code buildargs}, under a name, since a record has its own. */
    public record Arguments(Map<String, Object> buildArgs) {}
}
