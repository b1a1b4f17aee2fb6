package dev.sallyport.e2e;

import dev.sallyport.Kept;
import dev.sallyport.e2e.RealOpa.BundleServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/**
 * Starts OPAs for whoever has this as a parameter, and stops each when the tests that it was started for have ended.
 */
final class RealOpas {

    static final class Extension extends TypeBasedParameterResolver<RealOpas> {
        @Override
        public RealOpas resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new RealOpas(new Kept(context));
        }
    }

    private final Kept kept;

    private RealOpas(Kept kept) {
        this.kept = kept;
    }

    /** @param arguments of {@code opa run --server}, besides the address */
    RealOpa start(String... arguments) throws IOException {
        return kept.untilTheEnd(RealOpa.start(arguments));
    }

    /** What an OPA gets its policy from, built of those files. */
    BundleServer serve(Path... sources) throws IOException {
        return kept.untilTheEnd(new BundleServer(sources));
    }
}
