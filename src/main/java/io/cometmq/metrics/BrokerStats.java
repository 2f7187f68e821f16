package io.cometmq.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the broker takes in, delivers and refuses. Safe for any thread. */
public final class BrokerStats {
  /** A topic and the group that reads it. */
  public record Subscription(String topic, String group) {}

  private final Map<String, TopicStats> in = new ConcurrentHashMap<>();
  private final Map<Subscription, TopicStats> out = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> refusedSends = new ConcurrentHashMap<>();
  private final Map<String, TopicStats> sentBack = new ConcurrentHashMap<>();
  private final TopicStats allIn = new TopicStats();
  private final TopicStats allOut = new TopicStats();

  private final Timer sendLatency;

  /** Creates counters that start at 0. */
  public BrokerStats(MeterRegistry registry) {
    this.sendLatency =
        Timer.builder("comet.send.latency")
            .description(
                "Time from a send that was read to its answer, for one send in seventeen, disk"
                    + " included where the producer waits for it")
            .publishPercentiles(0.5, 0.9, 0.99, 0.999)
            .register(registry);
  }

  /**
   * A send that had been read at this time, by {@link System#nanoTime}, is answered; a sample will
   * do.
   */
  public void onSendDone(long startNanos) {
    sendLatency.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Messages were stored and acknowledged. */
  public void onStored(String topic, int messages, long bytes) {
    stats(in, topic).add(messages, bytes);
    allIn.add(messages, bytes);
  }

  /** Messages were written to a consumer's socket. */
  public void onDelivered(String topic, String group, int messages, long bytes) {
    stats(out, new Subscription(topic, group)).add(messages, bytes);
    allOut.add(messages, bytes);
  }

  /** A group has sent a message of a topic back to be consumed again. */
  public void onSentBack(String topic, String group) {
    stats(sentBack, topic + "@" + group).add(1, 0);
  }

  /** A send was answered with this code instead of being stored. */
  public void onRefusedSend(int responseCode) {
    refusedSends.computeIfAbsent(responseCode, code -> new LongAdder()).increment();
  }

  /** Messages in, by topic; a live view. */
  public Map<String, TopicStats> in() {
    return in;
  }

  /** Messages out, by topic and group; a live view. */
  public Map<Subscription, TopicStats> out() {
    return out;
  }

  /** Messages sent back, by {@code topic@group}; a live view. */
  public Map<String, TopicStats> sentBack() {
    return sentBack;
  }

  /** All messages in. */
  public TopicStats allIn() {
    return allIn;
  }

  /** All messages out. */
  public TopicStats allOut() {
    return allOut;
  }

  /** Refused sends by response code; a live view. */
  public Map<Integer, LongAdder> refusedSends() {
    return refusedSends;
  }

  /** Forgets a topic that was deleted. */
  public void forgetTopic(String topic) {
    in.remove(topic);
    sentBack.keySet().removeIf(key -> key.startsWith(topic + "@"));
    out.keySet().removeIf(subscription -> subscription.topic().equals(topic));
  }

  private static <K> TopicStats stats(Map<K, TopicStats> map, K key) {
    // a plain get first: computeIfAbsent may lock even when the key is there
    TopicStats known = map.get(key);
    return known != null ? known : map.computeIfAbsent(key, k -> new TopicStats());
  }
}
