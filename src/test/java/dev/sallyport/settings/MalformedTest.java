package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that people make in files, and what they are told. */
final class MalformedTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            rules:N TALLOW: []          | 2:2: a tab: YAML is indented with spaces
            rules:N  a: {}N   b: {}     | 3:4: indented differently from the lines before it
            rules:N   a: {}N  b: {}     | 3:3: indented differently from the lines before it
            a {}Nb: {}                  | 2:2: a `:` too many; a text that holds `: ` needs quotes, \
            and each key a line and a `:` of its own
            a: b: c                     | 1:5: a `:` too many; a text that holds `: ` needs quotes, \
            and each key a line and a `:` of its own
            a: [**/x]                   | 1:6: a text that begins with `*` or `&` needs quotes
            a: [*.log]                  | 1:6: a text that begins with `*` or `&` needs quotes
            a: @x                       | 1:4: a text that begins with `@`, `%` or a backtick needs quotes
            a: [xN  b: {}               | 2:4: a `,` or a `]` is missing before this
            a: [x, y                    | 1:9: the file ends, and a `]` is missing
            a: {x: y                    | 1:9: the file ends, and a `}` is missing
            a: {                        | 1:5: the file ends within a `[` or a `{`
            a: "x                       | 1:6: the file ends within a text in quotes
            a: {x: 1}}                  | 1:10: a `}` without its `{`
            a: [x]]                     | 1:7: a `]` without its `[`
            a: [x,, y]                  | 1:7: nothing stands before this comma
            a: bN- c                    | 2:1: an item of a list, `- `, among keys
            - aNb: c                    | 2:1: a key among the items of a list
            a: - b                      | 1:4: an item of a list, `- `, begins a line
            a: "x" y                    | 1:8: this follows a value that has ended, or is indented differently
            a: "\\d"                    | 1:6: no such escape in double quotes; single quotes take a text as it is
            """)
    void yaml(String text, String meaning) {
        SettingsFile file = new SettingsFile("f", text.replace("TALLOW", "\tallow").replace("N", "\n"));
        InvalidSettingException e = assertThrows(InvalidSettingException.class, file::yaml);
        assertEquals("f:" + meaning.replaceFirst(": ", ": not well-formed YAML: "), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"a": 1,}               | 1:9: a comma before this `}`
            {"a": [1,]}             | 1:10: a comma before this `]`, or no value
            {'a': 1}                | 1:2: JSON has double quotes only
            {a: 1}                  | 1:2: a key must be in double quotes
            {"a": 1 "b": 2}         | 1:9: a `,` is missing before this, or the text has no double quotes
            {"a": 5s}               | 1:8: a `,` is missing before this, or the text has no double quotes
            {"a" 1}                 | 1:6: a `:` is missing between the key and its value
            {"a": yes}              | 1:7: a text must be in double quotes
            {"a":}                  | 1:6: a value is missing
            {"a": "x}               | 1:10: the file ends within a text in quotes
            {"a": 1                 | 1:8: the file ends, and a `}` or `]` is missing
            {}}                     | 1:3: a `}` without its `{`
            {"a": 01}               | 1:8: no such number
            {"a": "\\d"}            | 1:9: no such escape; a backslash is written `\\\\`
            // x                    | 1:1: JSON has no comments
            {"a": 1, # x            | 1:10: JSON has no comments
            """)
    void json(String text, String meaning) {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> new SettingsFile("f", text).json());
        assertEquals("f:" + meaning.replaceFirst(": ", ": not well-formed JSON: "), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"65279, the file begins with a byte order mark; save it without"})
    void jsonOfAnEditorThatMarksIt(int character, String meaning) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> new SettingsFile("f", Character.toString(character) + "{}").json());
        assertEquals("f:1:1: not well-formed JSON: " + meaning, e.getMessage());
    }
}
