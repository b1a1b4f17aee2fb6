package dev.sallyport.facts;

/** The host's memory and swap, in bytes: a limit above them limits nothing (proc(5), /proc/meminfo). */
public record HostMemory(long memory, long swap) {}
