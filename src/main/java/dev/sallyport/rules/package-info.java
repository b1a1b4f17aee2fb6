/**
 * The embedded decision point: one record a rule, and nothing else in it.
 */
@NullMarked
package dev.sallyport.rules;

import org.jspecify.annotations.NullMarked;
