package dev.sallyport.engine.body;

/** The body of {@code POST /containers/{id}/copy}, which engines before 26 serve below API version 1.24. */
public record ContainerCopy(String resource) {}
