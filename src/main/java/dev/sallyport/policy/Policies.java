package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Finding;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.Place;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Judges by what the policy files say, and can read them anew while it does. A request takes what is in force once;
 * while anything is wrong with the files, what was in force before stays so.
 */
public final class Policies implements DecisionPoint {

    private static final System.Logger LOG = System.getLogger(Policies.class.getName());

    private final PolicyFiles source;
    private final InstantSource clock;
    private volatile InForce inForce;
    private volatile FilesRead files;

    private Policies(PolicyFiles source, InstantSource clock, FilesRead files, InForce inForce) {
        this.source = source;
        this.clock = clock;
        this.files = files;
        this.inForce = inForce;
    }

    /** @throws InvalidSettingException if anything is wrong with the files: there is nothing to fall back on */
    public static Policies load(PolicyFiles source, InstantSource clock) throws InvalidSettingException {
        FilesRead files = new FilesRead();
        return new Policies(source, clock, files, source.load(files, clock.instant()));
    }

    public InForce inForce() {
        return inForce;
    }

    /** Whether exemptions are for images, so that somebody has to ask where those come from. */
    public boolean wantsOrigins() {
        return inForce.wantsOrigins();
    }

    @Override
    public Decision decide(Action action, List<Finding> found) {
        return inForce.decide(action);
    }

    /** Reads everything anew, whether it has changed or not. For one thread at a time. */
    Reload reload(Reload.Trigger trigger) {
        FilesRead reading = new FilesRead();
        InForce before = inForce;
        try {
            inForce = source.load(reading, clock.instant());
            return new Reload.Loaded(clock.instant(), trigger, before, inForce);
        } catch (InvalidSettingException e) {
            return new Reload.Kept(clock.instant(), trigger, before, e.mistakes());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "reading the policy files failed", e);
            Mistake failed = new Mistake(new Place("policy files", 0, 0), "the plugin failed; its log says why",
                    Optional.empty());
            return new Reload.Kept(clock.instant(), trigger, before, List.of(failed));
        } finally {
            files = reading;
        }
    }

    /** Those that were read last, whatever came of it. */
    FilesRead files() {
        return files;
    }
}
