/**
 * Cases as data: a request, the facts that judging it needs, and what is expected; recorded decisions, judged again.
 */
@NullMarked
package dev.sallyport.cases;

import org.jspecify.annotations.NullMarked;
