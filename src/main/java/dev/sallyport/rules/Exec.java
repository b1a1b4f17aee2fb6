package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/** {@code exec}: processes that enter containers. Whether they run as root is the rule non-root's business. */
@Demand(value = "enters no container with all capabilities", controls = "CIS 5.23")
record Exec() implements Rule {

    @Override
    public void processStart(Aspect.ProcessStart process, Findings findings) {
        if (process.privileged()) {
            findings.add("the process is privileged", "not privileged", "leave out --privileged");
        }
    }
}
