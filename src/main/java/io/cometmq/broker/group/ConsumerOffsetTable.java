package io.cometmq.broker.group;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each group has come in each queue. Written by the dispatch context; any thread reads
 * single values.
 */
public final class ConsumerOffsetTable {
  /** What offsets are kept for. */
  public record TopicGroup(String topic, String group) {}

  private final ConcurrentHashMap<TopicGroup, ConcurrentHashMap<Integer, Long>> offsets =
      new ConcurrentHashMap<>();

  /** Where groups are to go on, whatever they have said since; see {@link #reset}. */
  private final ConcurrentHashMap<TopicGroup, ConcurrentHashMap<Integer, Long>> resets =
      new ConcurrentHashMap<>();

  private long changes;

  /** Takes over what was saved. */
  public void restore(TopicGroup key, int queueId, long offset) {
    queues(key).put(queueId, offset);
  }

  /** The next offset that a group wants, -1 when it has none for this queue. */
  public long find(String group, String topic, int queueId) {
    Map<Integer, Long> queues = offsets.get(new TopicGroup(topic, group));
    return queues == null ? -1 : queues.getOrDefault(queueId, -1L);
  }

  /** The offsets of a group in a topic by queue; empty when there are none. */
  public Map<Integer, Long> find(String group, String topic) {
    ConcurrentHashMap<Integer, Long> queues = offsets.get(new TopicGroup(topic, group));
    return queues == null ? Map.of() : queues;
  }

  /** What there are offsets for; a live view. */
  public Set<TopicGroup> keys() {
    return offsets.keySet();
  }

  /** Topics that a group has offsets for. */
  public List<String> topicsOf(String group) {
    return offsets.keySet().stream()
        .filter(key -> key.group().equals(group))
        .map(TopicGroup::topic)
        .sorted()
        .toList();
  }

  /** Groups that have offsets for a topic. */
  public List<String> groupsOf(String topic) {
    return offsets.keySet().stream()
        .filter(key -> key.topic().equals(topic))
        .map(TopicGroup::group)
        .sorted()
        .toList();
  }

  /**
   * Sets the next offset; it may go back.
   *
   * @return false when an operator has set it and the consumer does not know yet: nothing changed
   */
  public boolean commit(String group, String topic, int queueId, long offset) {
    TopicGroup key = new TopicGroup(topic, group);
    if (isReset(key, queueId)) {
      return false;
    }
    set(key, queueId, offset);
    return true;
  }

  /** Sets the next offset for a consumer that must be told of it by its next pull. */
  public void reset(String group, String topic, int queueId, long offset) {
    TopicGroup key = new TopicGroup(topic, group);
    set(key, queueId, offset);
    resets.computeIfAbsent(key, missing -> new ConcurrentHashMap<>()).put(queueId, offset);
  }

  /**
   * Where a consumer is to go on that has not been told yet. It is told once; from any thread.
   *
   * @return -1 when there is nothing to tell
   */
  public long takeReset(String group, String topic, int queueId) {
    if (resets.isEmpty()) {
      return -1;
    }
    TopicGroup key = new TopicGroup(topic, group);
    ConcurrentHashMap<Integer, Long> queues = resets.get(key);
    Long target = queues == null ? null : queues.remove(queueId);
    if (queues != null && queues.isEmpty()) {
      resets.remove(key, queues);
    }
    return target == null ? -1 : target;
  }

  private boolean isReset(TopicGroup key, int queueId) {
    Map<Integer, Long> queues = resets.isEmpty() ? null : resets.get(key);
    return queues != null && queues.containsKey(queueId);
  }

  private void set(TopicGroup key, int queueId, long offset) {
    Long before = queues(key).put(queueId, offset);
    if (before == null || before != offset) {
      changes++;
    }
  }

  /** Forgets what a group has read. */
  public void removeGroup(String group) {
    resets.keySet().removeIf(key -> key.group().equals(group));
    if (offsets.keySet().removeIf(key -> key.group().equals(group))) {
      changes++;
    }
  }

  /** Forgets what was read of a topic. */
  public void removeTopic(String topic) {
    resets.keySet().removeIf(key -> key.topic().equals(topic));
    if (offsets.keySet().removeIf(key -> key.topic().equals(topic))) {
      changes++;
    }
  }

  /** Grows with each change; dispatch context only. */
  public long changes() {
    return changes;
  }

  private ConcurrentHashMap<Integer, Long> queues(TopicGroup key) {
    return offsets.computeIfAbsent(key, missing -> new ConcurrentHashMap<>());
  }
}
