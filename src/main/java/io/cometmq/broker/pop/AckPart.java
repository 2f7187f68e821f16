package io.cometmq.broker.pop;

/**
 * Messages of one chunk that are acknowledged. Immutable.
 *
 * @param offsets of the messages
 * @param ordered whether they were handed out in order
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record AckPart(ChunkId chunk, boolean ordered, long... offsets) {}
