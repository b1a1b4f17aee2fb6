package dev.sallyport.e2e;

import dev.sallyport.Kept;
import dev.sallyport.e2e.Engines.Engine;
import java.io.IOException;
import java.util.List;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/**
 * Starts engines for whoever has this as a parameter, and stops each when the tests that it was started for have ended.
 */
final class GuardedEngines {

    static final class Extension extends TypeBasedParameterResolver<GuardedEngines> {
        @Override
        public GuardedEngines resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new GuardedEngines(new Kept(context));
        }
    }

    private final Kept kept;

    private GuardedEngines(Kept kept) {
        this.kept = kept;
    }

    GuardedEngine start(Engine engine) throws IOException {
        return kept.untilTheEnd(GuardedEngine.start(engine));
    }

    /** @param options further ones of dockerd */
    GuardedEngine start(Engine engine, List<String> options) throws IOException {
        return kept.untilTheEnd(GuardedEngine.start(engine, options));
    }

    /** @param configuration of the plugin; HOME and SOCKET stand for paths */
    GuardedEngine start(Engine engine, String configuration) throws IOException {
        return kept.untilTheEnd(GuardedEngine.start(engine, configuration));
    }

    /** @param options further ones of dockerd */
    GuardedEngine start(Engine engine, String configuration, List<String> options) throws IOException {
        return kept.untilTheEnd(GuardedEngine.start(engine, configuration, options));
    }
}
