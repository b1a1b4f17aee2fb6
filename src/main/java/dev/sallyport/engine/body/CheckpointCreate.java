package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;

/** The body of {@code POST /containers/{id}/checkpoints}. Source: moby, api/types/checkpoint. */
public record CheckpointCreate(
        @Key("CheckpointID") String checkpointId, @Key("CheckpointDir") String checkpointDir, boolean exit) {}
