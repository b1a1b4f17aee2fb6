package dev.sallyport.plugin.transport;

/**
 * Bounds of the server.
 *
 * @param maxMessageBytes the largest request body, in bytes; a larger one is refused
 * @param maxConnections how many connections may be open; further ones wait in the kernel's queue
 * @param stallMillis how long a started request or answer may make no progress, in milliseconds
 */
public record ServerLimits(int maxMessageBytes, int maxConnections, int stallMillis) {}
