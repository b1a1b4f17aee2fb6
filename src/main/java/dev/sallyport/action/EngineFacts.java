package dev.sallyport.action;

import dev.sallyport.engine.body.Inspected;

/** What dockerd knows and a request only refers to (XACML: policy information point). Each answer comes in bounded time. */
public interface EngineFacts {

    /** @param reference an id, the beginning of one, or a name */
    Lookup<Inspected.Container> container(String reference);

    Lookup<Inspected.Image> image(String reference);

    Lookup<Inspected.Volume> volume(String name);

    Lookup<Inspected.Network> network(String reference);

    Lookup<Inspected.Exec> exec(String id);

    Lookup<Inspected.Info> info();

    /** The contents of a regular file in a container, running or not; {@link Lookup.Failed} for anything else. */
    Lookup<byte[]> file(String container, String path);

    /** Where there is no dockerd to ask. */
    static EngineFacts unavailable(String why) {
        return new EngineFacts() {
            @Override
            public Lookup<Inspected.Container> container(String reference) {
                return new Lookup.Failed<>(why);
            }

            @Override
            public Lookup<Inspected.Image> image(String reference) {
                return new Lookup.Failed<>(why);
            }

            @Override
            public Lookup<Inspected.Volume> volume(String name) {
                return new Lookup.Failed<>(why);
            }

            @Override
            public Lookup<Inspected.Network> network(String reference) {
                return new Lookup.Failed<>(why);
            }

            @Override
            public Lookup<Inspected.Exec> exec(String id) {
                return new Lookup.Failed<>(why);
            }

            @Override
            public Lookup<Inspected.Info> info() {
                return new Lookup.Failed<>(why);
            }

            @Override
            public Lookup<byte[]> file(String container, String path) {
                return new Lookup.Failed<>(why);
            }
        };
    }
}
