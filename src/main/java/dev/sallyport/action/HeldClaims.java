package dev.sallyport.action;

import dev.sallyport.action.Holds.Claim;
import dev.sallyport.action.Holds.Hold;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what. Whether somebody is in the way is looked up, however many hold something: one who starts thousands of
 * requests slows nobody down.
 */
final class HeldClaims {

    /** Claims that only an equal name is against. */
    private final Map<Claim, Set<Hold>> exact = new HashMap<>();
    /** Those that rely on a container's name, and those that change one: of these there are few at a time. */
    private final Map<Claim, Set<Hold>> relying = new HashMap<>();
    private final Map<Claim, Set<Hold>> changing = new HashMap<>();

    private Map<Claim, Set<Hold>> kind(Claim claim) {
        return switch (claim) {
            case Claim.UsesName _ -> exact;
            case Claim.GivesName _ -> exact;
            case Claim.ReadsFiles _ -> exact;
            case Claim.WritesFiles _ -> exact;
            case Claim.Pins _ -> relying;
            case Claim.Occupies _ -> relying;
            case Claim.Changes _ -> changing;
            case Claim.ChangesAny _ -> changing;
        };
    }

    void add(Claim claim, Hold hold) {
        kind(claim).computeIfAbsent(claim, _ -> new HashSet<>(2)).add(hold);
    }

    void remove(Claim claim, Hold hold) {
        Map<Claim, Set<Hold>> kind = kind(claim);
        Set<Hold> holders = kind.get(claim);
        if (holders != null && holders.remove(hold) && holders.isEmpty()) {
            kind.remove(claim);
        }
    }

    void clear() {
        exact.clear();
        relying.clear();
        changing.clear();
    }

    /** Whether another holds what is against a claim. */
    boolean isInTheWay(Claim claim, Hold mine) {
        return switch (claim) {
            case Claim.UsesName(var kind, var name) -> isAnother(exact.get(new Claim.GivesName(kind, name)), mine);
            case Claim.GivesName(var kind, var name) -> isAnother(exact.get(new Claim.UsesName(kind, name)), mine);
            case Claim.ReadsFiles(var id) -> isAnother(exact.get(new Claim.WritesFiles(id)), mine);
            case Claim.WritesFiles(var id) -> isAnother(exact.get(new Claim.ReadsFiles(id)), mine);
            case Claim.Pins _ -> isAnyInTheWay(changing, claim, mine);
            case Claim.Occupies _ -> isAnyInTheWay(changing, claim, mine);
            case Claim.Changes _ -> isAnyInTheWay(relying, claim, mine);
            case Claim.ChangesAny _ -> isAnyInTheWay(relying, claim, mine);
        };
    }

    private static boolean isAnyInTheWay(Map<Claim, Set<Hold>> held, Claim claim, Hold mine) {
        for (Map.Entry<Claim, Set<Hold>> each : held.entrySet()) {
            if (claim.isAgainst(each.getKey()) && isAnother(each.getValue(), mine)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAnother(@Nullable Set<Hold> holders, Hold mine) {
        return holders != null && (holders.size() > 1 || !holders.contains(mine));
    }
}
