/**
 * The JSON documents of the Docker Engine API as immutable records, one component a field, in dockerd's own types.
 * The union of Engine 20.10 to 29: a field that any of them understands has its component here.
 * Source: moby, api/types.
 */
@NullMarked
package dev.sallyport.engine.body;

import org.jspecify.annotations.NullMarked;
