package io.cometmq.broker.pop;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A group's queues of one topic and of the topic that takes its retries. Owned by the pop context.
 */
final class PopGroup {
  private static final PopQueue[] NONE = {};
  private static final long REFRESH_MS = 1_000;

  final String topic;
  final String group;
  final String retryTopic;
  private final ConsumeQueueTable queues;
  private final TopicTable topics;
  private PopQueue[] main = NONE;
  private PopQueue[] retry = NONE;
  private int turn;
  private long refreshedMs;

  PopGroup(String topic, String group, ConsumeQueueTable queues, TopicTable topics) {
    this.topic = topic;
    this.group = group;
    this.retryTopic = TopicNames.popRetryTopic(group, topic);
    this.queues = queues;
    this.topics = topics;
  }

  /** Counts the pops; each begins with another queue. */
  int nextTurn() {
    turn = turn + 1 & Integer.MAX_VALUE;
    return turn;
  }

  /** Notices queues that were deleted and made anew. */
  void refresh(long nowMs) {
    if (nowMs - refreshedMs >= REFRESH_MS) {
      refreshedMs = nowMs;
      refresh(main);
      refresh(retry);
    }
  }

  private void refresh(PopQueue[] known) {
    for (int i = 0; i < known.length; i++) {
      PopQueue queue = known[i];
      ConsumeQueue now = queues.getOrCreate(queue.queue.topic(), i);
      if (now != queue.queue) {
        known[i] = new PopQueue(now, group, queue.retry);
      }
    }
  }

  /** The topic's queues that may be read now. */
  PopQueue[] main() {
    main = sized(main, topics.find(topic), topic, false);
    return main;
  }

  /** The queues of the retry topic; none while there is no such topic. */
  PopQueue[] retry() {
    retry = sized(retry, topics.find(retryTopic), retryTopic, true);
    return retry;
  }

  /** The queues that were read, of which something may be out in order. */
  PopQueue[] known() {
    return main;
  }

  /** The queue of a topic that is one of the two. */
  @Nullable PopQueue find(String name, int queueId) {
    PopQueue[] all = name.equals(topic) ? main() : retry();
    return queueId >= 0 && queueId < all.length ? all[queueId] : null;
  }

  private PopQueue[] sized(
      PopQueue[] known, @Nullable TopicConfig config, String name, boolean isRetry) {
    int wanted = config == null ? 0 : config.readQueueNums();
    if (known.length == wanted) {
      return known;
    }
    PopQueue[] sized = Arrays.copyOf(known, wanted);
    for (int i = known.length; i < wanted; i++) {
      sized[i] = new PopQueue(queues.getOrCreate(name, i), group, isRetry);
    }
    return sized;
  }
}
