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

  /** Sets the next offset; it may go back. */
  public void commit(String group, String topic, int queueId, long offset) {
    Long before = queues(new TopicGroup(topic, group)).put(queueId, offset);
    if (before == null || before != offset) {
      changes++;
    }
  }

  /** Forgets what a group has read. */
  public void removeGroup(String group) {
    if (offsets.keySet().removeIf(key -> key.group().equals(group))) {
      changes++;
    }
  }

  /** Forgets what was read of a topic. */
  public void removeTopic(String topic) {
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
