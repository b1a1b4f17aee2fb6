/**
 * Policy files (XACML: policy administration point): loading, validating with line and column, and judging by them.
 */
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
