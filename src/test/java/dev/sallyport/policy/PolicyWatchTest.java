package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a policy file becomes another. Each look is made by hand, but in the last tests. */
@Timeout(60)
final class PolicyWatchTest {

    private static final String FIRST = "name: first\nrules: {privileged: {}}\n";
    private static final String SECOND = "name: the second one\nrules: {privileged: {}}\n";
    private static final String WRONG = "name: wrong\nrules: {privilegd: {}}\n";

    @TempDir
    private Path home;

    private Path file;
    private Policies policies;
    private PolicyWatch watch;
    private final List<Reload> told = new ArrayList<>();

    @BeforeEach
    void writeFirst() throws IOException, InvalidSettingException {
        file = home.resolve("policy.yaml");
        Files.writeString(file, FIRST);
        watch(file);
    }

    private void watch(Path policy) throws InvalidSettingException {
        policies = load(policy);
        watch = new PolicyWatch(policies, Duration.ofDays(1), told::add);
    }

    private static Policies load(Path policy) throws InvalidSettingException {
        PolicyFiles files = new PolicyFiles(
                Optional.of(policy), Optional.empty(), List.of(), _ -> new Surroundings(Optional::of, List.of()));
        return Policies.load(files, InstantSource.fixed(Instant.EPOCH));
    }

    private String name() {
        return policies.inForce().policy().name();
    }

    private void looks(int times) {
        for (int n = 0; n < times; n++) {
            watch.look();
        }
    }

    private void becomes(String name) {
        looks(3);
        assertEquals(name, name());
        assertEquals(1, told.size(), told::toString);
        assertInstanceOf(Reload.Loaded.class, told.getFirst());
        assertEquals(Reload.Trigger.FILE, told.getFirst().trigger());
    }

    @Test
    void nothingIsReadWhileNothingChanges() throws InterruptedException {
        looks(20);
        // Just written when it was read, it is read once more, a second later; that is no news.
        TimeUnit.MILLISECONDS.sleep(1100);
        watch.look();
        InForce before = policies.inForce();
        looks(20);
        assertSame(before, policies.inForce());
        assertEquals(List.of(), told);
    }

    @Test
    void fileIsWrittenInPlace() throws IOException {
        Files.writeString(file, SECOND);
        becomes("the second one");
        Reload.Loaded loaded = (Reload.Loaded) told.getFirst();
        assertEquals("first", loaded.before().policy().name());
        assertNotEquals(loaded.before().sha256(), loaded.inForce().sha256());
    }

    /** As vim, sed -i and most editors do. */
    @Test
    void anotherFileIsRenamedOverIt() throws IOException {
        Path next = home.resolve(".policy.yaml.swp");
        Files.writeString(next, SECOND);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        becomes("the second one");
    }

    /** Whoever keeps size and time as they were still cannot keep the inode and its own time. */
    @Test
    void anotherFileOfTheSameSizeAndTimeIsRenamedOverIt() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Path next = home.resolve("next");
        Files.writeString(next, FIRST.replace("first", "other"));
        Files.setLastModifiedTime(next, time);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        becomes("other");
    }

    @Test
    void editorMovesTheOldOneAsideAndWritesTheNew() throws IOException {
        Files.move(file, home.resolve("policy.yaml~"));
        watch.look();
        Files.writeString(file, SECOND);
        becomes("the second one");
    }

    /** The first half is no policy: nobody hears of it. */
    @Test
    void fileIsWrittenTwice() throws IOException {
        Files.writeString(file, "name: the sec");
        watch.look();
        Files.writeString(file, SECOND);
        becomes("the second one");
    }

    @Test
    void fileIsBrieflyGone() throws IOException {
        Files.delete(file);
        watch.look();
        assertEquals("first", name());
        Files.writeString(file, FIRST);
        looks(3);
        assertEquals("first", name());
        assertEquals(List.of(), told, "the same again is no news");
    }

    @Test
    void fileIsGoneForLong() throws IOException {
        Files.delete(file);
        looks(5);
        assertEquals(1, told.size());
        Reload.Kept kept = assertInstanceOf(Reload.Kept.class, told.getFirst());
        assertEquals(List.of(file + ": no such file"), kept.mistakes().stream().map(Object::toString).toList());
        assertEquals("first", name());
        Files.writeString(file, FIRST);
        looks(3);
        assertEquals(2, told.size());
        assertInstanceOf(Reload.Loaded.class, told.getLast(), "that all is well again is news");
    }

    /** Kubernetes: policy.yaml -> ..data/policy.yaml, and ..data -> a directory for each version. */
    @Test
    void linkToTheDirectoryIsPointedElsewhere() throws IOException, InvalidSettingException {
        Path mount = Files.createDirectories(home.resolve("mount"));
        Files.writeString(Files.createDirectories(mount.resolve("..1")).resolve("policy.yaml"), FIRST);
        Files.writeString(Files.createDirectories(mount.resolve("..2")).resolve("policy.yaml"), SECOND);
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        Path link = Files.createSymbolicLink(mount.resolve("policy.yaml"), Path.of("..data/policy.yaml"));
        watch(link);
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2"));
        Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(mount.resolve("..1/policy.yaml"));
        becomes("the second one");
    }

    @Test
    void wholeDirectoryIsReplaced() throws IOException, InvalidSettingException {
        Path directory = Files.createDirectories(home.resolve("d"));
        Files.writeString(directory.resolve("policy.yaml"), FIRST);
        watch(directory.resolve("policy.yaml"));
        Files.move(directory, home.resolve("old"));
        watch.look();
        Files.writeString(Files.createDirectories(directory).resolve("policy.yaml"), SECOND);
        becomes("the second one");
    }

    @Test
    void touchIsNoNews() throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        looks(3);
        assertEquals(List.of(), told);
    }

    @Test
    void mistakeLeavesInForceWhatWasAndIsToldOnce() throws IOException {
        Files.writeString(file, WRONG);
        looks(5);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        looks(5);
        assertEquals(1, told.size(), told::toString);
        Reload.Kept kept = assertInstanceOf(Reload.Kept.class, told.getFirst());
        assertEquals(file + ":2:9: unknown rule `privilegd`", kept.mistakes().getFirst().toString());
        assertEquals("first", kept.inForce().policy().name());
        assertEquals("first", name());
        told.clear();
        Files.writeString(file, SECOND);
        becomes("the second one");
    }

    @Test
    void whatIsExtendedIsWatchedToo() throws IOException {
        Files.writeString(file, "name: child\nextends: base.yaml\n");
        looks(3);
        assertInstanceOf(Reload.Kept.class, told.removeFirst(), "there is no such file yet");
        Files.writeString(home.resolve("base.yaml"), "rules: {privileged: {}}");
        becomes("child");
        told.clear();
        String before = policies.inForce().policy().hash();
        Files.writeString(home.resolve("base.yaml"), "rules: {privileged: {}, exec: {}}");
        becomes("child");
        assertEquals(2, policies.inForce().policy().rules().size());
        assertNotEquals(before, policies.inForce().policy().hash());
    }

    @Test
    void fileThatIsNeverAtRestIsReadAllTheSame() throws IOException {
        StringBuilder growing = new StringBuilder(SECOND);
        for (int n = 0; n < 12; n++) {
            Files.writeString(file, growing.append("# more\n"));
            watch.look();
        }
        assertEquals("the second one", name());
    }

    @Test
    void hangingUpReadsAtOnceAndTellsInAnyCase() throws IOException {
        watch.hangUp();
        watch.look();
        Files.writeString(file, WRONG);
        watch.hangUp();
        watch.look();
        Files.writeString(file, SECOND);
        watch.hangUp();
        watch.look();
        assertEquals("the second one", name());
        assertEquals(3, told.size());
        Reload.Loaded same = assertInstanceOf(Reload.Loaded.class, told.get(0));
        assertEquals(same.before().sha256(), same.inForce().sha256());
        assertInstanceOf(Reload.Kept.class, told.get(1));
        assertTrue(told.stream().allMatch(reload -> reload.trigger() == Reload.Trigger.SIGNAL));
    }

    @Test
    void threadLooksByItself() throws IOException, InvalidSettingException, InterruptedException {
        BlockingQueue<Reload> outcomes = new LinkedBlockingQueue<>();
        try (PolicyWatch running = PolicyWatch.start(load(file), outcome -> {
            outcomes.add(outcome);
            throw new IllegalStateException("a listener that fails stops nothing");
        })) {
            running.hangUp();
            assertInstanceOf(Reload.Loaded.class, outcomes.poll(10, TimeUnit.SECONDS));
            Files.writeString(file, SECOND);
            Reload changed = outcomes.poll(10, TimeUnit.SECONDS);
            assertEquals(Reload.Trigger.FILE, changed.trigger());
            assertEquals("the second one", changed.inForce().policy().name());
        }
    }
}
