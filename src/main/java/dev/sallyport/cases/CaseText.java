package dev.sallyport.cases;

import dev.sallyport.audit.RecordedDecision;
import dev.sallyport.cases.Case.Asked;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One case, as it is written. */
// @formatter:off: each key stands beneath its @Doc
record CaseText(
        @Doc("What the case is about; it names it in reports.")
                String name,
        @Doc("The request's method and path: `POST /containers/create?name=web`. The file's, if it is "
                + "left out.")
                Optional<RequestLine> request,
        @Doc("The request's JSON body.")
                Optional<Json> body,
        @Doc("Instead of `body`: what is otherwise in the file's `body`, as a JSON merge patch (RFC "
                + "7396): mappings are merged, null takes away.")
                Optional<Json> change,
        @Doc("Who asks: the common name of a TLS client certificate.")
                Optional<String> user,
        @Doc("Instead of a request: a message of dockerd to the plugin, as `sallyport check` reads it.")
                Optional<Json> message,
        @Doc("Instead of a request: a record of the audit log. It needs no facts.")
                Optional<Json> record,
        @Doc("What of the file's `facts` is otherwise, as a merge patch.")
                Optional<Json> facts,
        @Doc("`permit`, `deny`, or a mapping.")
                Expected expect) {
    // @formatter:on

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    /** A case with its place. */
    record At(Place place, CaseText text) {
        static Grammar<At> grammar() {
            return new Placed();
        }
    }

    /** @throws InvalidSettingException if the facts are none, or if there is no one thing to judge */
    Case read(Place place, CaseFile.Shared shared) throws InvalidSettingException {
        return new Case(place, name, asked(place, shared), expect);
    }

    private Asked asked(Place place, CaseFile.Shared shared) throws InvalidSettingException {
        boolean asRequest = request.isPresent() || body.isPresent() || change.isPresent();
        long ways = Stream.of(message.isPresent(), record.isPresent(), asRequest).filter(way -> way).count();
        if (ways > 1 || body.isPresent() && change.isPresent()) {
            throw new InvalidSettingException(place,
                    "one of `request` (with `body` or `change`), `message` and `record`, and no other");
        }
        if (record.isPresent()) {
            return recorded(record.get());
        }
        Optional<Json> all = shared.facts().isPresent() && facts.isPresent()
                ? Optional.of(shared.facts().get().patched(facts.get()))
                : facts.or(shared::facts);
        FactsText known = FactsText.GRAMMAR.read("facts",
                all.map(Json::setting).orElse(new Setting.Group(place, Map.of())), Path.of("/"));
        return new Asked.Request(message.isPresent() ? message(message.get()) : request(place, shared),
                GivenFacts.of(known));
    }

    private static Asked recorded(Json line) throws InvalidSettingException {
        try {
            RecordedDecision decision = RecordedDecision.parse(new String(line.bytes(), StandardCharsets.UTF_8))
                    .filter(RecordedDecision::isWhole)
                    .orElseThrow(() -> new UnreadableException("no decision with all its facts"));
            return new Asked.Recorded(decision);
        } catch (UnreadableException e) {
            throw new InvalidSettingException(line.setting().place(), "not a record to judge again: " + e.getMessage());
        }
    }

    private static AccessRequest message(Json message) throws InvalidSettingException {
        try {
            return PluginMessage.parse(message.bytes(), TIME);
        } catch (PluginMessage.MalformedException e) {
            throw new InvalidSettingException(message.setting().place(), e.getMessage());
        }
    }

    private AccessRequest request(Place place, CaseFile.Shared shared) throws InvalidSettingException {
        RequestLine line = request.or(shared::request)
                .orElseThrow(() -> new InvalidSettingException(place, "`request` is missing"));
        Optional<Json> changed = change.map(each -> shared.body().map(whole -> whole.patched(each)).orElse(each));
        // The file's body belongs to the file's request.
        Optional<Json> sent = body.or(() -> changed).or(() -> request.isPresent() ? Optional.empty() : shared.body());
        Map<String, String> headers = new LinkedHashMap<>();
        sent.ifPresent(_ -> headers.put("Content-Type", "application/json"));
        Optional<byte[]> bytes = sent.map(Json::bytes);
        headers.put("Content-Length", String.valueOf(bytes.map(each -> each.length).orElse(0)));
        return new AccessRequest(TIME, user.map(CaseText::tls).orElse(Subject.ANONYMOUS), line.method(),
                line.target(), headers, bytes);
    }

    private static Subject tls(String commonName) {
        return new Subject(commonName, "TLS", List.of());
    }

    private static final class Placed implements Grammar<At> {

        private static final RecordGrammar<CaseText> TEXT = RecordGrammar.of(CaseText.class, KeyStyle.KEBAB, "key");

        @Override
        public At read(String key, Setting setting, Path base) throws InvalidSettingException {
            return new At(setting.place(), TEXT.read("case", setting, base));
        }

        @Override
        public String name() {
            return "case";
        }

        @Override
        public Map<String, Object> schema() {
            return TEXT.schema();
        }

        @Override
        public Object plain(At value) {
            return TEXT.plain(value.text());
        }
    }
}
