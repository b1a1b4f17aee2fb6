package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.facts.HostMemory;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Size;
import java.util.List;

/** {@code memory-limit}: memory is limited, and swap with it. */
@Demand(value = "has a memory limit, and no unlimited swap", controls = "CIS 5.11")
record MemoryLimit(
        @Doc("The largest memory limit; 0 for any.") Size max,
        @Doc("The largest sum of memory and swap; 0 for any that is limited.") Size maxSwap)
        implements Rule {

    /** What a mend suggests. */
    private static final Size USUAL = Size.ofMebibytes(512);

    static final MemoryLimit STANDARD = new MemoryLimit(new Size(0), new Size(0));

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            Resources resources = workload.host().resources();
            String flag = workload.stage() == Aspect.Stage.SERVICE ? "--limit-memory" : "--memory";
            limit(resources, flag, workload.machine(), findings);
            bounds(resources, workload.chosen().unlimitedSwap(), workload.machine(), findings);
        }
    }

    @Override
    public void resourceChange(Aspect.ResourceChange change, Findings findings) {
        bounds(change.resources(), change.resources().memorySwap() < 0, change.machine(), findings);
    }

    private void limit(Resources resources, String flag, HostMemory machine, Findings findings) {
        if (resources.memory() <= 0) {
            findings.add("has no memory limit", max.bytes() > 0 ? "a limit of at most " + max : "a limit",
                    flag + " " + suggested(USUAL, machine));
        }
    }

    /** A limit that passes, with the swap that it comes with. */
    private String suggested(Size wish, HostMemory machine) {
        long bytes = Math.min(wish.bytes(), machine.memory() >> 20 << 20);
        for (Size bound : List.of(max, maxSwap)) {
            bytes = bound.bytes() > 0 ? Math.min(bytes, bound.bytes()) : bytes;
        }
        boolean tooMuchSwap = maxSwap.bytes() > 0 && 2 * bytes > maxSwap.bytes();
        return new Size(bytes) + (tooMuchSwap ? " --memory-swap " + new Size(bytes) : "");
    }

    private void bounds(Resources resources, boolean unlimitedSwap, HostMemory machine, Findings findings) {
        if (max.bytes() > 0 && resources.memory() > max.bytes()) {
            findings.add("has a memory limit of " + new Size(resources.memory()), "at most " + max,
                    "--memory " + suggested(max, machine), Admission.set("max", resources.memory()));
        }
        if (resources.memory() > machine.memory()) {
            findings.add("has a memory limit of " + new Size(resources.memory()) + ", more than the host has",
                    "a limit below the host's memory", "--memory " + suggested(USUAL, machine));
        }
        swap(resources, unlimitedSwap, machine, findings);
    }

    private void swap(Resources resources, boolean unlimited, HostMemory machine, Findings findings) {
        if (unlimited) {
            findings.add("has unlimited swap", "limited swap", "--memory-swap equal to --memory");
        } else if (beyond(resources.memorySwap(), machine)) {
            findings.add("has memory and swap of " + new Size(resources.memorySwap()) + ", more than the host has",
                    "limited swap", "--memory-swap equal to --memory");
        } else if (maxSwap.bytes() > 0 && effectiveSwap(resources) > maxSwap.bytes()) {
            findings.add("has memory and swap of " + new Size(effectiveSwap(resources)), "at most " + maxSwap,
                    "--memory-swap " + maxSwap, Admission.set("max-swap", effectiveSwap(resources)));
        }
    }

    private static boolean beyond(long memoryAndSwap, HostMemory machine) {
        return memoryAndSwap > 0 && memoryAndSwap - machine.swap() > machine.memory();
    }

    /** Unset, dockerd allows as much swap again as memory (moby, daemon/daemon_unix.go, adaptContainerSettings). */
    private static long effectiveSwap(Resources resources) {
        return resources.memorySwap() == 0 ? 2 * resources.memory() : resources.memorySwap();
    }
}
