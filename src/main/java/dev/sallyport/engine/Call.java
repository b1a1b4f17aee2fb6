package dev.sallyport.engine;

/**
 * One call of the Docker Engine API, as its method and target say.
 *
 * @param name the thing that the path names, such as a container's id; empty if it names none
 */
public record Call(Operation operation, String name, RequestTarget target) {

    /** @throws UnreadableException if dockerd serves no such call, or if no honest client sends such a target */
    public static Call of(String method, String rawTarget) throws UnreadableException {
        RequestTarget target = RequestTarget.parse(rawTarget);
        Operation.Match match = Operation.find(method, target.path())
                .orElseThrow(() -> new UnreadableException(
                        "not an operation of the Docker Engine API: " + method + " " + target.path()));
        return new Call(match.operation(), match.name(), target);
    }

    public Query query() {
        return target.query();
    }
}
