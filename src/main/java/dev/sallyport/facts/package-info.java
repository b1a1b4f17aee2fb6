/**
 * What a request only refers to, asked for by one door (XACML: policy information point): of dockerd, and of the host's
 * files.
 */
@NullMarked
package dev.sallyport.facts;

import org.jspecify.annotations.NullMarked;
