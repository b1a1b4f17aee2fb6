/**
 * The enforcement point (XACML: PEP): Docker's plugin protocol, and the way of a request from message to answer.
 */
@NullMarked
package dev.sallyport.plugin;

import org.jspecify.annotations.NullMarked;
