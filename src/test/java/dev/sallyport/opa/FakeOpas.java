package dev.sallyport.opa;

import dev.sallyport.Kept;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/**
 * Starts fake OPAs for whoever has this as a parameter, and stops each when the test that it was started for has ended.
 */
final class FakeOpas {

    static final class Extension extends TypeBasedParameterResolver<FakeOpas> {
        @Override
        public FakeOpas resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new FakeOpas(new Kept(context));
        }
    }

    private final Kept kept;

    private FakeOpas(Kept kept) {
        this.kept = kept;
    }

    FakeOpa start(FakeOpa.Transport transport) throws IOException {
        return kept.untilTheEnd(new FakeOpa(transport));
    }

    /** A client of its own for this server, closed with it. */
    OpaClient client(FakeOpa opa) {
        return kept.untilTheEnd(opa.client(Optional.empty()));
    }
}
