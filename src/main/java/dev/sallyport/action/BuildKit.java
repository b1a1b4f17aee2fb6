package dev.sallyport.action;

import dev.sallyport.engine.Call;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Query;
import java.util.Optional;
import java.util.Set;

/**
 * How an action takes part in a build by BuildKit. The person at the terminal typed {@code docker build} and no more.
 */
public enum BuildKit {
    /** The daemon's own BuildKit is asked. */
    CHANNEL,
    /**
     * The builder in a container that buildx fetches and starts where it is denied the channels, without a word about
     * that (buildx, driver/docker/factory.go). Its User-Agent tells nothing: it is that of any Go program.
     */
    BUILDER;

    /** moby, daemon/server/router/build: 2 is BuildKit. */
    private static final Set<String> CLASSIC_BUILDER = Set.of("", "1");

    /** buildx, builder/node.go and driver/bkimage. */
    private static final String BUILDERS_NAME = "buildx_buildkit_";
    private static final String BUILDERS_IMAGE = "docker.io/moby/buildkit";

    /** Empty if it takes no part in one. */
    public static Optional<BuildKit> in(Action action) {
        if (action.call().filter(BuildKit::isChannel).isPresent()) {
            return Optional.of(CHANNEL);
        }
        boolean builder = action.containerName().startsWith(BUILDERS_NAME)
                || ImageReference.parse(action.image()).repository().equals(BUILDERS_IMAGE);
        return builder ? Optional.of(BUILDER) : Optional.empty();
    }

    private static boolean isChannel(Call call) {
        return call.operation().group() == Operation.Group.BUILDKIT
                || call.operation() == Operation.IMAGE_BUILD && asksForIt(call.query());
    }

    /** Whether a build through the classic builder's door is one by BuildKit. */
    public static boolean asksForIt(Query query) {
        return !CLASSIC_BUILDER.contains(query.first("version"));
    }
}
