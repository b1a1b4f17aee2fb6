package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.Resources;
import java.util.List;

/** {@value #ID}: memory is limited, and swap with it. */
final class MemoryLimit implements Rule {

    static final String ID = "memory-limit";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "has a memory limit, and no unlimited swap",
            "CIS 5.11",
            List.of(
                    Parameter.bytes("max", 0, "The largest memory limit; 0 for any."),
                    Parameter.bytes("max-swap", 0, "The largest sum of memory and swap; 0 for any that is limited.")),
            MemoryLimit::new);

    private final long max;
    private final long maxSwap;
    private final long hostMemory;

    private MemoryLimit(Arguments arguments, Surroundings surroundings) {
        this.hostMemory = surroundings.files().memoryBytes();
        this.max = arguments.bytes("max");
        this.maxSwap = arguments.bytes("max-swap");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    limit(workload.host().resources(), workload.stage() == Aspect.Stage.SERVICE ? "--limit-memory" : "--memory", findings);
                    bounds(workload.host().resources(), findings);
                }
            }
            case Aspect.ResourceChange change -> bounds(change.resources(), findings);
            case Aspect.Invocation _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _ -> { }
        }
    }

    private void limit(Resources resources, String flag, Findings findings) {
        if (resources.memory() <= 0) {
            findings.add("has no memory limit", max > 0 ? "a limit of at most " + Sizes.show(max) : "a limit",
                    flag + " " + (max > 0 ? Sizes.show(Math.min(max, 512L << 20)) : "512m"));
        }
    }

    private void bounds(Resources resources, Findings findings) {
        if (max > 0 && resources.memory() > max) {
            findings.add("has a memory limit of " + Sizes.show(resources.memory()), "at most " + Sizes.show(max), "--memory " + Sizes.show(max));
        }
        if (resources.memory() > hostMemory) {
            findings.add("has a memory limit of " + Sizes.show(resources.memory()) + ", more than the host has", "a limit below the host's memory",
                    "--memory 512m");
        }
        if (resources.memorySwap() < 0) {
            findings.add("has unlimited swap", "limited swap", "--memory-swap equal to --memory");
        } else if (maxSwap > 0 && effectiveSwap(resources) > maxSwap) {
            findings.add("has memory and swap of " + Sizes.show(effectiveSwap(resources)), "at most " + Sizes.show(maxSwap),
                    "--memory-swap " + Sizes.show(maxSwap));
        }
    }

    /** Unset, dockerd allows as much swap again as memory (moby, daemon/daemon_unix.go, adaptContainerSettings). */
    private static long effectiveSwap(Resources resources) {
        return resources.memorySwap() == 0 ? 2 * resources.memory() : resources.memorySwap();
    }
}
