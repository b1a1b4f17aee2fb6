/** Sallyport, a Docker authorization plugin. */
@NullMarked
package dev.sallyport;

import org.jspecify.annotations.NullMarked;
