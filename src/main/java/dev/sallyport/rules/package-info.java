/**
 * The embedded decision point: one class a rule, and nothing else in it.
 */
@NullMarked
package dev.sallyport.rules;

import org.jspecify.annotations.NullMarked;
