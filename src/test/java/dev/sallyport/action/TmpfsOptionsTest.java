package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Mount;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a tmpfs could make of it. */
final class TmpfsOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "bind", "rbind", "remount", "size=1m,bind", "bind,size=1m", "BIND", "Ro", "size=1m,remount=1", " ro", "ro ",
            "=", "=size",
            "mand", "sync", "dirsync", "shared", "rprivate", "unbindable", "data=x", "mpol=bind", "huge=always",
            "defaults,,x"
    })
    void whatIsNotATmpfssOwnIsRefused(String options) {
        assertThrows(UnreadableException.class, () -> TmpfsOptions.check(options));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "ro", "rw,noexec,nosuid,nodev,size=64m,mode=1777,uid=1000,gid=1000", "size=50%", "defaults",
            "nr_inodes=4k", "ro,,nosuid"
    })
    void itsOwnAreTaken(String options) {
        assertDoesNotThrow(() -> TmpfsOptions.check(options));
    }

    @Test
    void refusalNamesTheOption() {
        UnreadableException refusal =
                assertThrows(UnreadableException.class, () -> TmpfsOptions.check("size=1m,bind=/etc"));
        assertEquals("a tmpfs has the option `bind`", refusal.getMessage());
    }

    @Test
    void tooManyAreRefusedWhereverTheyAreSaid() {
        assertDoesNotThrow(() -> TmpfsOptions.check(String.join(",", Collections.nCopies(64, "ro"))));
        assertThrows(UnreadableException.class,
                () -> TmpfsOptions.check(String.join(",", Collections.nCopies(65, "ro"))));
    }

    /** As lists of a name and a value (API 1.46). */
    @Test
    void optionsOfAMountAreLookedAtTheSameWay() {
        assertDoesNotThrow(
                () -> TmpfsOptions.check(mount(List.of(List.of("noexec"), List.of("size", "1m"), List.of()))));
        assertThrows(UnreadableException.class,
                () -> TmpfsOptions.check(mount(List.of(List.of("noexec"), List.of("bind")))));
        assertThrows(UnreadableException.class, () -> TmpfsOptions.check(mount(List.of(List.of("remount", "1")))));
    }

    private static Mount.TmpfsOptions mount(List<List<String>> options) {
        return new Mount.TmpfsOptions(0, 0, options);
    }
}
