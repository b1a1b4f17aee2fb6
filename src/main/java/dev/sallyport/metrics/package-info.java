/**
 * What an operator can see of a plugin that runs: counters made from judgements, and the pages that show them. Nothing
 * here is on the way of a request but the counting.
 */
@NullMarked
package dev.sallyport.metrics;

import org.jspecify.annotations.NullMarked;
