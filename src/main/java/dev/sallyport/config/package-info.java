/**
 * plugin-config.json: a record tree and its strict loader.
 */
@NullMarked
package dev.sallyport.config;

import org.jspecify.annotations.NullMarked;
