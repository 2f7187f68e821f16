package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Where groups go on, see {@link Admin}. */
public interface OffsetAdmin {
  /**
   * Where a group goes on in a queue, and where it is to go on. Immutable.
   *
   * @param before empty when it has not committed anything
   */
  record Change(MessageQueue queue, OptionalLong before, long after) {
    /** By how many messages it goes on later; negative when it goes back. */
    public long distance() {
      return after - before.orElse(0);
    }
  }

  /** What a group has committed for a topic; queues without anything are not in it. */
  Future<SortedMap<MessageQueue, Long>> committed(String group, String topic);

  /**
   * Has a group go on elsewhere in a queue. Members that are running learn of it with their next
   * pull; what they have read already may still be handled.
   *
   * @param offset from the queue's first message to one more than its last
   */
  Future<Void> set(String group, MessageQueue queue, long offset);

  /** What {@link #reset} would change, by broker and number of the queue. Changes nothing. */
  Future<List<Change>> plan(String group, String topic, OffsetTarget target);

  /** Makes changes, see {@link #set}. */
  Future<Void> apply(String group, List<Change> changes);

  /**
   * Has a group go on elsewhere in all queues of a topic.
   *
   * @return what was changed, by broker and number of the queue
   */
  Future<List<Change>> reset(String group, String topic, OffsetTarget target);
}
