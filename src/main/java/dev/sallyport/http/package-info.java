/**
 * HTTP for those who must have an answer in time: a deadline, a bound on exchanges under way, a bound on what is read.
 */
@NullMarked
package dev.sallyport.http;

import org.jspecify.annotations.NullMarked;
