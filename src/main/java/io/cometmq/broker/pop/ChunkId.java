package io.cometmq.broker.pop;

/**
 * Names what one pop took from one queue; part of the handle that a consumer acknowledges with.
 * Immutable.
 *
 * @param topic where the messages are, which may be a retry topic
 * @param startOffset of the first message
 * @param popTimeMs when they were handed out, in milliseconds since the epoch
 */
public record ChunkId(String topic, String group, int queueId, long startOffset, long popTimeMs) {
  /** The same queue, handed out from another offset at another time. */
  ChunkId at(long offset, long timeMs) {
    return new ChunkId(topic, group, queueId, offset, timeMs);
  }
}
