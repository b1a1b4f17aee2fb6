package dev.sallyport.policy;

import dev.sallyport.settings.Choice;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Placed;
import dev.sallyport.settings.Range;
import java.util.Optional;

/** What one policy file says. */
record PolicyText(
        @Doc("The policy's name, for denials and audit records.") Optional<String> name,
        @Doc("What the policy is for.") Optional<String> description,
        @Doc("A policy whose rules this one takes over and changes: the name of one that comes along, such as "
                + "hardened, or a file, relative to this one.") Optional<Placed<NamedPolicy>> extends_,
        @Doc("What becomes of what rules find that say no `mode` here: `enforce` (it denies), or `observe` (it is "
                + "written down, and nothing else).") Optional<PolicyMode> mode,
        @Doc("What exemptions from the policy may be.") Optional<ExemptionBounds> exemptions,
        @Doc("The rules that are on. With `extends`, what changes of them.") Optional<RuleSet> rules) {

    record ExemptionBounds(
            @Doc("How many days away one may expire.") @Range(min = 1, max = 36_500) int maxDays) {
        static final ExemptionBounds STANDARD = new ExemptionBounds(366);
    }

    /** Not off: a policy whose rules are all off permits everything. */
    record PolicyMode(Mode mode) {
        static Grammar<PolicyMode> grammar() {
            return new Choice<>("", Mode.words(PolicyMode::new, Mode.ENFORCE, Mode.OBSERVE));
        }
    }
}
