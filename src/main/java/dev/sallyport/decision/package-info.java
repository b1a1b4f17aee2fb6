/**
 * The vocabulary: what is asked, by whom, and what can be answered (XACML 3.0 section 7.17; NIST SP 800-162).
 * Depends on the JDK alone, so that every other package can speak it.
 */
@NullMarked
package dev.sallyport.decision;

import org.jspecify.annotations.NullMarked;
