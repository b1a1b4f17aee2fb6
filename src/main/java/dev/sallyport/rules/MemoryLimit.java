package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Size;

/** {@code memory-limit}: memory is limited, and swap with it. */
@Demand(value = "has a memory limit, and no unlimited swap", controls = "CIS 5.11")
record MemoryLimit(
        @Doc("The largest memory limit; 0 for any.")
                Size max,
        @Doc("The largest sum of memory and swap; 0 for any that is limited.")
                Size maxSwap)
        implements Rule {

    static final MemoryLimit STANDARD = new MemoryLimit(new Size(0), new Size(0));

    @Override
    public Rule in(Surroundings surroundings) {
        return new OnHost(max.bytes(), maxSwap.bytes(), surroundings.files().memoryBytes());
    }

    private record OnHost(long max, long maxSwap, long hostMemory) implements Rule {

        @Override
        public void workload(Aspect.Workload workload, Findings findings) {
            if (workload.stage().runs()) {
                limit(workload.host().resources(), workload.stage() == Aspect.Stage.SERVICE ? "--limit-memory" : "--memory", findings);
                bounds(workload.host().resources(), findings);
            }
        }

        @Override
        public void resourceChange(Aspect.ResourceChange change, Findings findings) {
            bounds(change.resources(), findings);
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
}
