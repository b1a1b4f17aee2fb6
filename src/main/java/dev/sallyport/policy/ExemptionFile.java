package dev.sallyport.policy;

import dev.sallyport.settings.Doc;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads exemption files, strictly. */
public final class ExemptionFile {

    private static final RecordGrammar<Text> GRAMMAR = RecordGrammar.of(Text.class, KeyStyle.KEBAB, "key");

    private ExemptionFile() {}

    /** What one says. */
    record Text(@Doc("The exemptions. The first that holds lifts a verdict.") List<Exemption> exemptions) {}

    /** JSON Schema 2020-12, with a final line feed. */
    public static String schema() {
        return JsonSchema.document("Sallyport exemptions", GRAMMAR);
    }

    /**
     * @param now what expires is measured from here
     * @throws InvalidSettingException with everything that is wrong, in the files together
     */
    static List<Exemption> load(List<SettingsFile> files, PolicyText.ExemptionBounds bounds, Instant now)
            throws InvalidSettingException {
        Mistakes mistakes = new Mistakes();
        List<Exemption> all = new ArrayList<>();
        for (SettingsFile file : files) {
            mistakes.attempt(() -> GRAMMAR.read("exemptions", file.yaml(), Path.of("/")))
                    .ifPresent(text -> all.addAll(text.exemptions()));
        }
        Instant latest = now.plus(Duration.ofDays(bounds.maxDays()));
        Map<String, Place> ids = new HashMap<>();
        for (Exemption exemption : all) {
            check(exemption, bounds, latest, mistakes);
            Place other = ids.putIfAbsent(exemption.name(), exemption.id().place());
            if (other != null) {
                add(mistakes, exemption.id().place(), "another exemption has this id: " + other, "");
            }
        }
        mistakes.refuse();
        return List.copyOf(all);
    }

    private static void check(
            Exemption exemption, PolicyText.ExemptionBounds bounds, Instant latest, Mistakes mistakes) {
        if (exemption.expires().value().end().isAfter(latest)) {
            add(mistakes, exemption.expires().place(),
                    "expires more than " + bounds.maxDays() + " days from now",
                    "the policy can say otherwise: `exemptions: {max-days: 730}`");
        }
        if (!exemption.match().value().isBound()) {
            add(mistakes, exemption.match().place(),
                    "matches only what whoever asks can choose: names, tags and labels",
                    "add `users`, `certificates` or `digests`");
        }
        if (exemption.rules().isEmpty() && exemption.admits().isEmpty()) {
            add(mistakes, exemption.id().place(), "lifts nothing", "name `rules`, or values under `admits`");
        }
    }

    private static void add(Mistakes mistakes, Place place, String message, String hint) {
        mistakes.add(new Mistake(place, message, hint.isEmpty() ? Optional.empty() : Optional.of(hint)));
    }
}
