/**
 * What the Docker Engine API means (XACML: context handler, first half): the route table, the request target, and
 * JSON bodies, each read exactly as dockerd reads it or refused.
 */
@NullMarked
package dev.sallyport.engine;

import org.jspecify.annotations.NullMarked;
