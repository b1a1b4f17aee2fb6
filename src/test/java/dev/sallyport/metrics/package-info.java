/** What an operator sees: that it is true, bounded, and in the form that Prometheus reads. */
@NullMarked
package dev.sallyport.metrics;

import org.jspecify.annotations.NullMarked;
