package dev.sallyport.cases;

import dev.sallyport.settings.Doc;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of cases.
 *
 * @param name as the user named it
 * @param policy what they are about, if the file says so: the name of a preset, or a file
 */
public record CaseFile(String name, Optional<String> policy, List<Case> cases) {

    /** What cases share. */
    record Shared(Optional<RequestLine> request, Optional<Json> body, Optional<Json> facts) {}

    /** As it is written. */
    // @formatter:off: each key stands beneath its @Doc
    record Text(
            @Doc("What the cases are about.")
                    Optional<String> description,
            @Doc("The policy that judges them: the name of a preset, or a file, relative to this one. An "
                    + "option of the command goes before it.")
                    Optional<String> policy,
            @Doc("The request of cases that name none.")
                    Optional<RequestLine> request,
            @Doc("Its body: what cases with `change` change.")
                    Optional<Json> body,
            @Doc("What dockerd and the host know.")
                    Optional<Json> facts,
            @Doc("The cases.")
                    List<CaseText.At> cases) {}
    // @formatter:on

    private static final RecordGrammar<Text> GRAMMAR = RecordGrammar.of(Text.class, KeyStyle.KEBAB, "key");

    /** @throws InvalidSettingException with everything that is wrong, and where */
    public static CaseFile read(SettingsFile file) throws InvalidSettingException {
        Setting yaml = file.yaml();
        Text text = GRAMMAR.read("file of cases", yaml, Path.of("/"));
        if (text.cases().isEmpty()) {
            throw new InvalidSettingException(yaml.place(), "`cases` is empty");
        }
        Shared shared = new Shared(text.request(), text.body(), text.facts());
        Mistakes mistakes = new Mistakes();
        List<Case> cases = new ArrayList<>();
        text.cases()
                .forEach(each -> mistakes.attempt(() -> each.text().read(each.place(), shared)).ifPresent(cases::add));
        mistakes.refuse();
        return new CaseFile(file.name(), text.policy(), List.copyOf(cases));
    }

    /** JSON Schema 2020-12, with a final line feed. */
    public static String schema() {
        return JsonSchema.document("Sallyport cases", GRAMMAR);
    }
}
