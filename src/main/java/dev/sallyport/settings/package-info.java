/**
 * Files that people write: read with the place of every value, so that an error can point at it. Readers reject; they
 * never repair.
 */
@NullMarked
package dev.sallyport.settings;

import org.jspecify.annotations.NullMarked;
