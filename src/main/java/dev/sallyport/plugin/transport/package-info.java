/**
 * HTTP on a unix domain socket: an XNIO transport for Undertow over the JDK's own unix channels. No TCP port.
 */
@NullMarked
package dev.sallyport.plugin.transport;

import org.jspecify.annotations.NullMarked;
