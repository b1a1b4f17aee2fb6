/**
 * The command line: one class a command, and the composition root.
 */
@NullMarked
package dev.sallyport.cli;

import org.jspecify.annotations.NullMarked;
