/**
 * Who judges, and what comes of it: every decision point is asked, and one judgement is what everybody after that reads
 * (XACML 3.0: policy decision points, and the combining algorithm of appendix C.2, deny-overrides).
 */
@NullMarked
package dev.sallyport.judge;

import org.jspecify.annotations.NullMarked;
