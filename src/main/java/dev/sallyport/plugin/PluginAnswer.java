package dev.sallyport.plugin;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What dockerd is told (moby, pkg/authorization/api.go, {@code Response}). */
public sealed interface PluginAnswer {

    record Allow() implements PluginAnswer {}

    /** @param message shown to the user after {@code authorization denied by plugin NAME:}; may have several lines */
    record Refuse(String message) implements PluginAnswer {}

    /**
     * @param error why no decision could be made: goes out with a status other than 200, since dockerd ignores it on a
     *     200
     */
    record Fail(String error) implements PluginAnswer {}

    default int status() {
        return switch (this) {
            case Allow() -> 200;
            case Refuse(_) -> 200;
            case Fail(_) -> 500;
        };
    }

    default String json() {
        return switch (this) {
            case Allow() -> "{\"Allow\":true}";
            case Refuse(String message) -> object("Msg", message);
            case Fail(String error) -> object("Err", error);
        };
    }

    private static String object(String name, String text) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeBooleanProperty("Allow", false);
            json.writeStringProperty(name, text);
            json.writeEndObject();
        }
        return out.toString();
    }

    /** Holder: an interface cannot have private fields. */
    final class Json {
        private static final JsonFactory FACTORY = JsonFactory.builder().build();

        private Json() {}
    }
}
