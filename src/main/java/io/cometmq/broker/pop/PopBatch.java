package io.cometmq.broker.pop;

import io.cometmq.store.read.ReadResult;

/**
 * What a pop took from one queue.
 *
 * @param retry whether it comes from the group's retry topic
 * @param chunk part of the handles
 * @param offsets of the messages, ascending
 * @param records the messages; whoever has the batch releases them
 * @param consumed how often each was handed out before; empty but for ordered consumption
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record PopBatch(
    ChunkId chunk, boolean retry, long[] offsets, ReadResult records, int[] consumed) {}
