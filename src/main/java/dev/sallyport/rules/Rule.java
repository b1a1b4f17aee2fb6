package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/**
 * One demand on what a request would do. It looks at the aspects that it overrides, says everything that is wrong
 * with them, and denies if it throws. Stateless: one instance judges every request, on any thread.
 *
 * <p>A rule is a record: its components are what a policy can set ({@link dev.sallyport.settings.RecordGrammar}).
 */
public interface Rule {

    /** The rule as it judges on this host. */
    default Rule in(Surroundings surroundings) {
        return this;
    }

    default void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Invocation invocation -> invocation(invocation, findings);
            case Aspect.Workload workload -> workload(workload, findings);
            case Aspect.ResourceChange change -> resourceChange(change, findings);
            case Aspect.ProcessStart process -> processStart(process, findings);
            case Aspect.VolumeCreation creation -> volumeCreation(creation, findings);
            case Aspect.NetworkCreation creation -> networkCreation(creation, findings);
            case Aspect.NetworkAttachment attachment -> networkAttachment(attachment, findings);
            case Aspect.ImageBuild build -> imageBuild(build, findings);
            case Aspect.Fetch fetch -> fetch(fetch, findings);
        }
    }

    default void invocation(Aspect.Invocation invocation, Findings findings) {}

    default void workload(Aspect.Workload workload, Findings findings) {}

    default void resourceChange(Aspect.ResourceChange change, Findings findings) {}

    default void processStart(Aspect.ProcessStart process, Findings findings) {}

    default void volumeCreation(Aspect.VolumeCreation creation, Findings findings) {}

    default void networkCreation(Aspect.NetworkCreation creation, Findings findings) {}

    default void networkAttachment(Aspect.NetworkAttachment attachment, Findings findings) {}

    default void imageBuild(Aspect.ImageBuild build, Findings findings) {}

    default void fetch(Aspect.Fetch fetch, Findings findings) {}
}
