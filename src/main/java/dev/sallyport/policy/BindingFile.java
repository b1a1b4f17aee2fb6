package dev.sallyport.policy;

import dev.sallyport.rules.Glob;
import dev.sallyport.rules.OperationName;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.Placed;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the file that says who is judged by another policy than the default one, strictly. */
public final class BindingFile {

    private static final RecordGrammar<Text> GRAMMAR = RecordGrammar.of(Text.class, KeyStyle.KEBAB, "key");

    private BindingFile() {}

    /** What it says. */
    record Text(
            @Doc("The bindings. The first that holds says what judges a request.") List<Entry> bindings) {}

    /** One binding: everything that is set must hold. */
    // @formatter:off: each key stands beneath its @Doc
    record Entry(
            @Doc("The policy: the name of one that comes along, such as hardened, or a file, relative to this one.")
                    Placed<NamedPolicy> policy,
            @Doc("Users: common names of TLS client certificates (globs). Either these or `certificates` must hold.")
                    Optional<List<Glob>> users,
            @Doc("SHA-256 fingerprints of TLS client certificates.")
                    Optional<List<Fingerprint>> certificates,
            @Doc("Operations by id, such as ContainerCreate, or by group, such as swarm.")
                    Optional<List<OperationName>> operations) {
        // @formatter:on

        Who who() {
            return new Who(users.orElse(List.of()), certificates.orElse(List.of()));
        }
    }

    /** JSON Schema 2020-12, with a final line feed. */
    public static String schema() {
        return JsonSchema.document("Sallyport bindings", GRAMMAR);
    }

    /** @throws InvalidSettingException with everything that is wrong, and where */
    static List<Entry> load(SettingsFile file) throws InvalidSettingException {
        List<Entry> bindings = GRAMMAR.read("bindings", file.yaml(), Path.of("/")).bindings();
        Mistakes mistakes = new Mistakes();
        for (Entry binding : bindings) {
            if (binding.who().isAnybody() && binding.operations().orElse(List.of()).isEmpty()) {
                mistakes.add(new Mistake(binding.policy().place(), "binds everything that anybody asks",
                        Optional.of("add `users`, `certificates` or `operations`; "
                                + "the default is `policy` in plugin-config.json")));
            }
        }
        mistakes.refuse();
        return bindings;
    }
}
