/**
 * The remote decision point: Open Policy Agent over HTTP.
 */
@NullMarked
package dev.sallyport.opa;

import org.jspecify.annotations.NullMarked;
