package dev.sallyport.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sallyport.decision.Finding.About;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MendTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --cap-drop ALL            | --cap-drop ALL         | recreate it with --cap-drop ALL
            -v /a:/b:ro               | -v /a:/b:ro            | recreate it with -v /a:/b:ro
            leave out --privileged    | leave out --privileged | recreate it without --privileged
            leave out the mount at /x | leave out the mount at /x | recreate it without the mount at /x
            leave it out              | leave it out           | leave it out
            NAME@sha256:...           | NAME@sha256:...        | NAME@sha256:...
            ''                        | ''                     | ''
            """)
    void whatExistsAlreadyHasToBeMadeAnew(String mend, String asked, String exists) {
        assertEquals(asked, Mend.of(mend).text(About.REQUEST));
        assertEquals(exists, Mend.of(mend).text(About.CONTAINER));
    }

    @Test
    void mendIsNeverTornOff() {
        assertThrows(IllegalArgumentException.class, () -> new Mend.Without(""));
        assertThrows(IllegalArgumentException.class, () -> new Mend.Flags(" "));
        assertThrows(IllegalArgumentException.class, () -> Mend.of("leave out "));
    }

    @Test
    void lineHoldsNothingThatSteersATerminal() {
        Finding finding = new Finding("a", "red \u001b[31m\nnext", "b\u202e", new Mend.Flags("--c\r"), About.REQUEST,
                Force.DENIES);
        assertEquals("a: red ?[31m?next; wanted: b?; fix: --c?", finding.line());
    }
}
