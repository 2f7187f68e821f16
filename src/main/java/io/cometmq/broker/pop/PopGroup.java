package io.cometmq.broker.pop;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A group's queues of one topic and of the topics that take its retries. Owned by the pop context.
 */
final class PopGroup {
  private static final PopQueue[] NONE = {};
  private static final long REFRESH_MS = 1_000;

  final String topic;
  final String group;

  /** Where retries are stored from now on. */
  final String retryTopic;

  private final String retryV1;
  private final String retryV2;
  private final ConsumeQueueTable queues;
  private final TopicTable topics;
  private PopQueue[] main = NONE;
  private PopQueue[] first = NONE;
  private PopQueue[] second = NONE;
  private PopQueue[] retry = NONE;
  private int turn;
  private long refreshedMs;

  PopGroup(String topic, String group, boolean v2, ConsumeQueueTable queues, TopicTable topics) {
    this.topic = topic;
    this.group = group;
    this.retryV1 = TopicNames.popRetryTopic(group, topic);
    this.retryV2 = TopicNames.popRetryTopicV2(group, topic);
    this.retryTopic = v2 ? retryV2 : retryV1;
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
      refresh(first);
      refresh(second);
      retry = joined(first, second);
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

  /** The queues of the retry topics of both names; none while there is no such topic. */
  PopQueue[] retry() {
    PopQueue[] one = sized(first, topics.find(retryV1), retryV1, true);
    PopQueue[] two = sized(second, topics.find(retryV2), retryV2, true);
    if (one != first || two != second) {
      first = one;
      second = two;
      retry = joined(one, two);
    }
    return retry;
  }

  private static PopQueue[] joined(PopQueue[] one, PopQueue[] two) {
    PopQueue[] all = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, all, one.length, two.length);
    return all;
  }

  /** The queues that were read, of which something may be out in order. */
  PopQueue[] known() {
    return main;
  }

  /** The queue of a topic that is one of the three. */
  @Nullable PopQueue find(String name, int queueId) {
    retry();
    PopQueue[] all = name.equals(topic) ? main() : name.equals(retryV2) ? second : first;
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
