/**
 * What a request would do (XACML: context handler, second half): the aspects that rules judge, the same for a
 * container about to be created, one about to be started, and a service.
 */
@NullMarked
package dev.sallyport.action;

import org.jspecify.annotations.NullMarked;
