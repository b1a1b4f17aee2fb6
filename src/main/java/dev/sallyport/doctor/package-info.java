/**
 * What is wrong, or will be, with a host that Sallyport guards: looked at from outside, while the plugin runs or not.
 */
@NullMarked
package dev.sallyport.doctor;

import org.jspecify.annotations.NullMarked;
