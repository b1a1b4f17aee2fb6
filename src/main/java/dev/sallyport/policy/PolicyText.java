package dev.sallyport.policy;

import dev.sallyport.settings.Doc;
import java.util.Optional;

/** What a policy file says. */
record PolicyText(
        @Doc("The policy's name, for denials and audit records.") Optional<String> name,
        @Doc("What the policy is for.") Optional<String> description,
        @Doc("The rules that are on.") RuleSet rules) {}
