package dev.sallyport.settings;

import java.util.List;

/**
 * What is wrong with a file that is neither JSON nor YAML, in words of the person who wrote it. The parsers say which
 * token they did not expect; what follows from that for the text is written here.
 */
final class Malformed {

    /** @param sign what the parser's own message holds; the first that does is taken */
    private record Words(String sign, String meaning) {}

    private static final List<Words> YAML = List.of(
            new Words("'\\t(TAB)'", "a tab: YAML is indented with spaces"),
            new Words("that cannot start any token", "a text that begins with `@`, `%` or a backtick needs quotes"),
            new Words("mapping values are not allowed here",
                    "a `:` too many; a text that holds `: ` needs quotes, and each key a line and a `:` of its own"),
            new Words("sequence entries are not allowed here", "an item of a list, `- `, begins a line"),
            new Words("but found '<block mapping start>'", "indented differently from the lines before it"),
            new Words("but found '<scalar>'", "this follows a value that has ended, or is indented differently"),
            new Words("but found '-'", "an item of a list, `- `, among keys"),
            new Words("but found '?'", "a key among the items of a list"),
            new Words("but found ','", "nothing stands before this comma"),
            new Words("but found ']'", "a `]` without its `[`"),
            new Words("but found '}'", "a `}` without its `{`"),
            new Words("',' or ']', but got <stream end>", "the file ends, and a `]` is missing"),
            new Words("',' or '}', but got <stream end>", "the file ends, and a `}` is missing"),
            new Words("but found '<stream end>'", "the file ends within a `[` or a `{`"),
            new Words("',' or ']'", "a `,` or a `]` is missing before this"),
            new Words("',' or '}'", "a `,` or a `}` is missing before this"),
            new Words("unexpected end of stream", "the file ends within a text in quotes"),
            new Words("unexpected character found", "a text that begins with `*` or `&` needs quotes"),
            new Words("unknown escape character",
                    "no such escape in double quotes; single quotes take a text as it is"),
            new Words("could not find expected ':'", "a line that should be a key has no `:`"),
            new Words("expected chomping or indentation", "a text that begins with `>` or `|` needs quotes"));

    private static final List<Words> JSON = List.of(
            new Words("(code 65279", "the file begins with a byte order mark; save it without"),
            new Words("('/'", "JSON has no comments"),
            new Words("('#'", "JSON has no comments"),
            new Words("(''' ", "JSON has double quotes only"),
            new Words("('}' (code 125)): was expecting double-quote", "a comma before this `}`"),
            new Words("(']' (code 93)): expected a valid value", "a comma before this `]`, or no value"),
            new Words("expecting comma", "a `,` is missing before this, or the text has no double quotes"),
            new Words("expecting double-quote", "a key must be in double quotes"),
            new Words("expecting a colon", "a `:` is missing between the key and its value"),
            new Words("Unrecognized token", "a text must be in double quotes"),
            new Words("end-of-input: was expecting closing quote", "the file ends within a text in quotes"),
            new Words("end-of-input", "the file ends, and a `}` or `]` is missing"),
            new Words("has to be escaped", "a text must end in the line in which it begins"),
            new Words("character escape", "no such escape; a backslash is written `\\\\`"),
            new Words("close marker '}'", "a `}` without its `{`"),
            new Words("close marker ']'", "a `]` without its `[`"),
            new Words("Invalid numeric value", "no such number"),
            new Words("expected a value", "a value is missing"));

    private Malformed() {}

    /** @param problem as the parser says it */
    static String yaml(String problem) {
        return in("YAML", YAML, problem);
    }

    /** @param problem as the parser says it */
    static String json(String problem) {
        return in("JSON", JSON, problem);
    }

    private static String in(String language, List<Words> known, String problem) {
        String because = known.stream()
                .filter(words -> problem.contains(words.sign()))
                .findFirst()
                .map(words -> ": " + words.meaning())
                .orElse("");
        return "not well-formed " + language + because;
    }
}
