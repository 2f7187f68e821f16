package io.cometmq.store.queue;

import io.cometmq.model.TopicNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds queues by the bytes of the topic's name, without making a string for each record. Owned by
 * the dispatch context.
 */
public final class QueueLookup {
  private static final int MAX_TOPICS = 16_384;

  private final ConsumeQueueTable table;
  private final Map<TopicBytes, Topic> known = new HashMap<>();
  private final TopicBytes probe = new TopicBytes();
  private int removals;

  /** A topic as the dispatcher needs it. */
  public static final class Topic {
    private final String name;
    private final int indexHash;
    private final boolean holdsDelayed;
    private final boolean holdsTimed;
    private @Nullable ConsumeQueue[] queues = new ConsumeQueue[0];

    Topic(String name) {
      this.name = name;
      this.indexHash = (name + "#").hashCode();
      this.holdsDelayed = name.equals(TopicNames.SCHEDULE);
      this.holdsTimed = name.equals(TopicNames.TIMER);
    }

    /** The hash that the hash of an index key begins with. */
    public int indexHash() {
      return indexHash;
    }

    /** Whether its messages wait for the end of a delay, which stands in the units. */
    public boolean holdsDelayed() {
      return holdsDelayed;
    }

    /** Whether its messages wait for a time of their own, which stands in the units. */
    public boolean holdsTimed() {
      return holdsTimed;
    }
  }

  /** Creates an empty memory of the table's queues. */
  public QueueLookup(ConsumeQueueTable table) {
    this.table = table;
  }

  /** The topic whose name stands there. */
  public Topic topic(ByteBuffer buffer, int at, int length) {
    if (removals != table.removals() || known.size() > MAX_TOPICS) {
      removals = table.removals();
      known.clear();
    }
    Topic topic = known.get(probe.at(buffer, at, length));
    if (topic == null) {
      byte[] bytes = new byte[length];
      buffer.get(at, bytes);
      topic = new Topic(new String(bytes, StandardCharsets.UTF_8));
      known.put(new TopicBytes(bytes), topic);
    }
    return topic;
  }

  /**
   * A queue of the topic.
   *
   * @param create whether one that is not there is made; otherwise the result may be null
   */
  public @Nullable ConsumeQueue queue(Topic topic, int queueId, boolean create) {
    if (queueId < topic.queues.length) {
      ConsumeQueue queue = topic.queues[queueId];
      if (queue != null) {
        return queue;
      }
    }
    ConsumeQueue queue =
        create ? table.getOrCreate(topic.name, queueId) : table.find(topic.name, queueId);
    if (queue != null) {
      if (queueId >= topic.queues.length) {
        topic.queues = Arrays.copyOf(topic.queues, queueId + 1);
      }
      topic.queues[queueId] = queue;
    }
    return queue;
  }

  /** A topic's name as bytes; the probe is pointed at a record, the keys are copies. */
  private static final class TopicBytes {
    private byte[] bytes;
    private int length;
    private int hash;

    TopicBytes() {
      this.bytes = new byte[256];
    }

    TopicBytes(byte[] bytes) {
      this.bytes = bytes;
      this.length = bytes.length;
      this.hash = hash(bytes, length);
    }

    TopicBytes at(ByteBuffer buffer, int at, int newLength) {
      if (bytes.length < newLength) {
        bytes = new byte[newLength];
      }
      buffer.get(at, bytes, 0, newLength);
      length = newLength;
      hash = hash(bytes, newLength);
      return this;
    }

    private static int hash(byte[] bytes, int length) {
      int hash = 1;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + bytes[i];
      }
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TopicBytes that
          && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
