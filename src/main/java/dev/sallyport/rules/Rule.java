package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/** One demand on what a request would do. Stateless: one instance judges every request, on any thread. */
public interface Rule {

    /**
     * Looks at one aspect of a request and says everything that is wrong with it. A rule that throws denies.
     *
     * @param findings where it says so
     */
    void judge(Aspect aspect, Findings findings);
}
