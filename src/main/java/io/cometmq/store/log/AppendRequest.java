package io.cometmq.store.log;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Encoded records to be appended, and where they went. Owned by whoever holds it: first the one who
 * asks, then the log's writer, then again the one who asked.
 */
public class AppendRequest {
  /** One encoded record, or several back to back, from position to limit. */
  @SuppressWarnings("NullAway.Init")
  public ByteBuffer records;

  /** Number of records. */
  public int recordCount = 1;

  /** Further queues that the first record goes to; their offsets are written into the record. */
  public List<? extends QueueOffsets> moreQueues = List.of();

  /** Where, from the record's start, the offsets in {@link #moreQueues} stand. */
  public int moreOffsetsAt;

  /** The queue they go to. */
  @SuppressWarnings("NullAway.Init")
  public QueueOffsets queue;

  /** Position of the first record in the log. */
  public long physicalOffset;

  /** Offset of the first record in the queue. */
  public long queueOffset;

  /** When they were stored, in milliseconds since the epoch. */
  public long storeTimestamp;

  /** How it ended. */
  public AppendStatus status = AppendStatus.CLOSED;
}
