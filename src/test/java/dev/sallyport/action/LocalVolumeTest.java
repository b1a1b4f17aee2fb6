package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sallyport.engine.UnreadableException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options of the driver {@code local} are understood, and what they come to. */
final class LocalVolumeTest {

    private static Map<String, String> options(String type, String o, String device) {
        Map<String, String> options = new HashMap<>();
        if (!type.equals("-")) {
            options.put("type", type);
        }
        if (!o.equals("-")) {
            options.put("o", o);
        }
        if (!device.equals("-")) {
            options.put("device", device);
        }
        return options;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -     | -                             | -                | Plain[]
            none  | bind                          | /srv/a           | Bound[device=/srv/a]
            ''    | rbind,ro,nosuid               | /srv/a           | Bound[device=/srv/a]
            tmpfs | size=1m,mode=1777,uid=1000    | tmpfs            | Memory[]
            tmpfs | -                             | tmpfs            | Memory[]
            nfs   | addr=10.0.0.5,vers=4,ro       | :/export         | Remote[type=nfs, servers=[10.0.0.5]]
            nfs4  | soft,timeo=100                | files:/export    | Remote[type=nfs4, servers=[files]]
            cifs  | username=a,password=b,vers=3.0 | //files/share    | Remote[type=cifs, servers=[files]]
            """)
    void understood(String type, String o, String device, String form) throws UnreadableException {
        assertEquals(form, LocalVolume.read(options(type, o, device)).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            none| bind|/srv/a
            none|bind |/srv/a
            none|bind,remount|/srv/a
            none|bind,rshared|/srv/a
            none|BIND|/srv/a
            none|ro|/srv/a
            ext4|ro|/dev/sda1
            proc|-|proc
            overlay|lowerdir=etc:hz\\\\, bind|overlay
            tmpfs|bind|/etc
            tmpfs|rbind|/etc
            tmpfs|size=1m,bind|/etc
            nfs|addr=10.0.0.5,bind|/etc
            nfs|addr=10.0.0.5|/etc
            nfs|vers=3|:/export
            nfs|addr=10.0.0.5|:/export/../etc
            cifs|bind|//localhost/%2e%2e/etc
            cifs|username=a|//localhost/%2e%2e/etc
            cifs|username=a|//localhost//etc
            cifs|credentials=/etc/shadow|//localhost/x
            none|bind|/srv/a%2e
            none|bind|/srv/a\\\\b
            none|bind,,|/srv/a
            """)
    void refused(String type, String o, String device) {
        assertThrows(UnreadableException.class, () -> LocalVolume.read(options(type, o, device)));
    }

    @ParameterizedTest
    @CsvSource({"Type", "DEVICE", "mountpoint"})
    void refusedByName(String name) {
        assertThrows(UnreadableException.class, () -> LocalVolume.read(Map.of(name, "x")));
    }
}
