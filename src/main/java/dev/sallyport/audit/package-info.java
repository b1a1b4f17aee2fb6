/**
 * The decision log: one JSON line a decision, written before the answer goes out.
 */
@NullMarked
package dev.sallyport.audit;

import org.jspecify.annotations.NullMarked;
