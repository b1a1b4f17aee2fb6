/**
 * The remote decision point (XACML: PDP): Open Policy Agent over HTTP, on TCP or a unix socket. What it is told, and
 * what its answers mean: docs/opa.md.
 */
@NullMarked
package dev.sallyport.opa;

import org.jspecify.annotations.NullMarked;
