package dev.sallyport.action;

import dev.sallyport.action.Holds.Claim;
import dev.sallyport.action.Holds.Hold;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.HostMemory;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.facts.RememberedFacts;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one request asks about what it only refers to: each question once, names held while they are relied on, and an
 * obstacle where no answer is to be had.
 */
final class Inquiry {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");
    private static final int ID_LENGTH = 64;

    /** So many digits of an id cannot be met by chance, or by trying. */
    private static final int SAFE_PREFIX = 12;

    private final Facts source;
    private final Facts facts;
    private final Hold hold;
    private final ActionBuilder action;
    private final boolean wantsOrigins;
    private final PathReader paths = new PathReader(this);

    Inquiry(Facts source, Hold hold, ActionBuilder action) {
        this(source, hold, action, false);
    }

    Inquiry(Facts source, Hold hold, ActionBuilder action, boolean wantsOrigins) {
        this.source = source;
        this.facts = new RememberedFacts(source);
        this.hold = hold;
        this.action = action;
        this.wantsOrigins = wantsOrigins;
    }

    boolean wantsOrigins() {
        return wantsOrigins;
    }

    <T> Lookup<T> ask(Question<T> question) {
        return facts.ask(question);
    }

    PathReader paths() {
        return paths;
    }

    void notKnown(String what, String why) {
        action.obstacle(ActionBuilder.DOCKER, what + " could not be looked up: " + why);
    }

    void claim(Claim claim, String what) {
        if (!hold.take(claim)) {
            action.obstacle("request", "another request is at work on " + what, "one after the other: try again");
        }
    }

    /** The host's memory; without any bound if it cannot be told. */
    HostMemory machine() {
        return ask(new Question.Memory()) instanceof Lookup.Found<HostMemory>(HostMemory memory)
                ? memory
                : new HostMemory(Long.MAX_VALUE, 0);
    }

    /** The daemon's own defaults; empty if they could not be asked for. */
    Optional<Inspected.Info> daemon() {
        return switch (ask(new Question.Daemon())) {
            case Lookup.Found<Inspected.Info>(Inspected.Info info) -> Optional.of(info);
            case Lookup.Absent<Inspected.Info>() -> {
                notKnown("the daemon", "it knows nothing of itself");
                yield Optional.empty();
            }
            case Lookup.Failed<Inspected.Info>(String why) -> {
                notKnown("the daemon", why);
                yield Optional.empty();
            }
        };
    }

    /** What a network is called that is named by an id, or the beginning of one; as it is written, if nobody knows. */
    String networkName(String reference) {
        return switch (ask(new Question.Network(reference))) {
            case Lookup.Found<Inspected.Network>(Inspected.Network network) -> network.name();
            case Lookup.Absent<Inspected.Network>() -> reference;
            case Lookup.Failed<Inspected.Network>(String why) -> {
                notKnown("the network " + reference, why);
                yield reference;
            }
        };
    }

    /** The container that a request names; empty if there is none, or if that could not be found out. */
    Optional<Inspected.Container> container(String reference) {
        return container("the container", reference);
    }

    /**
     * The container that a reference stands for, and will stand for when dockerd looks. dockerd takes a whole id, else
     * a name, else the beginning of an id (moby, daemon/container.go, GetContainer).
     *
     * @param what it is to the request
     */
    Optional<Inspected.Container> container(String what, String reference) {
        refuseAlias(reference);
        boolean wholeId = reference.length() == ID_LENGTH && HEX.matcher(reference).matches();
        if (!wholeId) {
            claim(new Claim.UsesName(Holds.Kind.CONTAINER, bare(reference)), "the name " + bare(reference));
        }
        return switch (ask(new Question.Container(reference))) {
            case Lookup.Found<Inspected.Container>(Inspected.Container container) -> {
                if (!container.id().equals(reference)) {
                    refuseIfNotSafe(reference, container);
                }
                yield Optional.of(container);
            }
            case Lookup.Absent<Inspected.Container>() -> {
                // One could appear before dockerd looks, unjudged.
                action.obstacle("request", "No such container: " + reference);
                yield Optional.empty();
            }
            case Lookup.Failed<Inspected.Container>(String why) -> {
                notKnown(what + " " + reference, why);
                yield Optional.empty();
            }
        };
    }

    /** It moves with the container that has the link, by other names than its own. */
    private void refuseAlias(String reference) {
        if (bare(reference).indexOf('/') >= 0) {
            action.obstacle("request", "the name " + reference + " is an alias of a link",
                    "the container's own name or id");
        }
    }

    /** A container is about to lose its name, or to be removed. */
    void changes(String reference) {
        refuseAlias(reference);
        claim(new Claim.Changes(bare(reference)), "the container " + reference);
    }

    /** A name to be given to a container that exists. If it is taken, nobody must wait for what dockerd will refuse. */
    void rename(String name) {
        Lookup<Inspected.Container> holder = ask(new Question.Container(bare(name)));
        if (holder instanceof Lookup.Found<Inspected.Container>(Inspected.Container other)
                && other.name().equals("/" + bare(name))) {
            action.obstacle("request", "Conflict. The container name /" + bare(name) + " is already in use");
        } else {
            giveName(name);
        }
    }

    private void refuseIfNotSafe(String reference, Inspected.Container container) {
        String name = bare(reference);
        if (!HEX.matcher(name).matches()) {
            return;
        }
        if (!container.name().equals("/" + name)) {
            if (name.length() < SAFE_PREFIX) {
                action.obstacle("request", name + " is only the beginning of an id, and could soon be that of another",
                        "at least " + SAFE_PREFIX + " digits, " + shortId(container) + ", or the container's name");
            }
            return;
        }
        pin(name, container);
    }

    /** A name such as {@code db} could, if this container went away, be the beginning of another one's id. */
    private void pin(String name, Inspected.Container container) {
        claim(new Claim.Pins(container.id(), name), "the container " + name);
        Lookup<Inspected.Container> again = source.ask(new Question.Container(name));
        boolean same = again instanceof Lookup.Found<Inspected.Container>(Inspected.Container now)
                && now.id().equals(container.id());
        if (!same) {
            action.obstacle("request", "the name " + name + " became another container's while this one was judged");
        } else if (container.hostConfig().autoRemove() && container.state().running()
                && othersBeginWith(name, container)) {
            // It may end and be removed at any moment, without anybody asking.
            action.obstacle("request", "the name " + name + " is also the beginning of another container's id",
                    "the id, " + shortId(container));
        }
    }

    private boolean othersBeginWith(String name, Inspected.Container container) {
        return !(ask(new Question.Containers()) instanceof Lookup.Found<Inspected.Containers>(Inspected.Containers all))
                || all.containers().stream()
                        .anyMatch(other -> other.id().startsWith(name) && !other.id().equals(container.id()));
    }

    /** A name to be given: nobody may be judged by it meanwhile, and it must not be taken for an id. */
    void giveName(String name) {
        String bare = bare(name);
        if (bare.isEmpty()) {
            return;
        }
        claim(new Claim.GivesName(Holds.Kind.CONTAINER, bare), "the name " + bare);
        if (bare.length() >= SAFE_PREFIX && HEX.matcher(bare).matches()) {
            switch (ask(new Question.Container(bare))) {
                case Lookup.Found<Inspected.Container>(Inspected.Container other) -> {
                    if (other.id().startsWith(bare)) {
                        action.obstacle("request", "the name " + bare + " is the beginning of another container's id",
                                "another name");
                    }
                }
                case Lookup.Absent<Inspected.Container>() -> {}
                case Lookup.Failed<Inspected.Container>(String why) -> notKnown("the name " + bare, why);
            }
        }
    }

    private static String shortId(Inspected.Container container) {
        return container.id().substring(0, Math.min(SAFE_PREFIX, container.id().length()));
    }

    /** dockerd takes {@code /box} for {@code box}. */
    private static String bare(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }
}
