package dev.sallyport.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which files are seen where, by the kernel's own table. */
final class MountTableTest {

    private static MountTable table(String... lines) {
        return MountTable.parse((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> aliases(MountTable table, String path) {
        return table.aliases(path).stream().map(MountTable.Alias::path).toList();
    }

    @Test
    void bindOfADirectoryIsSeenAsThatDirectory() {
        MountTable table = table("1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:1 /etc /srv/etc ro - ext4 /dev/a rw");
        assertTrue(aliases(table, "/srv/etc").contains("/etc"));
        assertTrue(aliases(table, "/srv/etc/ssh").contains("/etc/ssh"));
        assertTrue(aliases(table, "/etc").contains("/srv/etc"));
    }

    @Test
    void whatIsMountedBeneathCounts() {
        MountTable table = table("1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:1 /etc /srv/jail/etc ro - ext4 /dev/a rw");
        assertTrue(aliases(table, "/srv/jail").contains("/etc"));
        assertTrue(aliases(table, "/srv").contains("/etc"));
        assertEquals(List.of("/srv/other"), aliases(table, "/srv/other"));
    }

    @Test
    void wholeHostMountedElsewhereHoldsEverything() {
        MountTable table = table("1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:1 / /mnt/host ro - ext4 /dev/a rw");
        assertTrue(aliases(table, "/mnt/host").contains("/"));
        assertTrue(aliases(table, "/mnt/host/etc").contains("/etc"));
    }

    @Test
    void partOfADeviceIsFoundWhereverItIsMounted() {
        MountTable table = table(
                "1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:2 / /data rw shared:1 - ext4 /dev/b rw",
                "3 1 8:2 /docker /var/lib/docker rw - ext4 /dev/b rw");
        assertTrue(aliases(table, "/data").contains("/var/lib/docker"));
        assertTrue(aliases(table, "/data/docker/x").contains("/var/lib/docker/x"));
        assertEquals(List.of("/data/web"), aliases(table, "/data/web"));
    }

    @Test
    void latestMountAtAPointHidesTheOthers() {
        MountTable table = table(
                "1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:2 / /srv rw - ext4 /dev/b rw",
                "3 2 8:3 /x /srv rw - ext4 /dev/c rw",
                "4 1 8:3 / /etc rw - ext4 /dev/c rw");
        assertTrue(aliases(table, "/srv").contains("/etc/x"));
    }

    @Test
    void mountHiddenByALaterOneAboveItIsNotBelieved() {
        MountTable table = table(
                "1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 0:5 / /srv/h/etc rw - tmpfs tmpfs rw",
                "3 1 8:1 / /srv/h ro - ext4 /dev/a rw");
        assertTrue(aliases(table, "/srv/h/etc").contains("/etc"));
    }

    @Test
    void submountsAreToldWithTheirKindAndWhetherTheyAreWritable() {
        MountTable table = table(
                "1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 0:5 / /srv/a\\040b rw,nosuid - tmpfs tmpfs rw",
                "3 1 0:6 / /srv/p ro - proc proc ro",
                "4 1 0:7 / /srvx rw - tmpfs tmpfs rw");
        assertEquals(
                List.of(new MountTable.Submount("/", "ext4", true), new MountTable.Submount("/srv/a b", "tmpfs", true),
                        new MountTable.Submount("/srv/p", "proc", false)),
                table.submounts("/srv"));
    }

    /** As in a jail of this process, whose root is no mount. */
    @Test
    void nothingIsKnownWithoutARoot() {
        assertTrue(table("1 0 8:1 / / rw - ext4 /dev/a rw").knows("/srv"));
        assertFalse(table("2 1 8:1 /jail /srv rw - ext4 /dev/a rw").knows("/srv/a"));
        assertFalse(table("").knows("/"));
    }

    @Test
    void lineThatIsNoMountIsPassedOver() {
        MountTable table =
                table("1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 8:1 /etc /srv/etc rw shared:1", "3 1 8:1 /x", "");
        assertEquals(1, table.submounts("/srv").size());
        assertTrue(table.knows("/srv"));
    }

    /** Anybody who may mount can choose such a name; it must not make the table unreadable. */
    @Test
    void nameThatIsNotUtf8IsStillFoundBeneathItsDirectory() {
        byte[] line = "2 1 0:5 / /srv/x?y rw - tmpfs tmpfs rw\n".getBytes(StandardCharsets.US_ASCII);
        line[new String(line, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xff;
        assertEquals(1, MountTable.parse(line).submounts("/srv").size());
    }

    @Test
    void nameBeyondAsciiIsComparedByItsBytes() {
        MountTable table = table("1 0 8:1 / / rw - ext4 /dev/a rw", "2 1 0:5 / /srv/ä rw - tmpfs tmpfs rw");
        assertEquals("/srv/ä", table.submounts("/srv/ä").getFirst().point());
    }

    @Test
    void socketsAreFoundInTheirDirectory() {
        SocketTable sockets = SocketTable.parse("""
                Num       RefCount Protocol Flags    Type St Inode Path
                0000: 00000002 00000000 00010000 0001 01 100 /srv/a b/s.sock
                0000: 00000002 00000000 00010000 0001 01 101 @abstract
                0000: 00000003 00000000 00000000 0001 03 102
                """.getBytes(StandardCharsets.UTF_8));
        assertEquals("/srv/a b/s.sock", sockets.in("/srv").orElseThrow());
        assertTrue(sockets.in("/sr").isEmpty());
        assertTrue(sockets.in("/srv/a").isEmpty());
    }
}
