package io.cometmq.peer.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pops and acknowledges as the official client's own API does; thread-safe. */
public interface PeerPop extends AutoCloseable {
  /**
   * What a pop asks for.
   *
   * @param queueId -1 for all queues of the broker
   * @param pollMs how long the broker may hold the request
   * @param fromLast where a group without offsets begins
   */
  record Request(
      String topic,
      int queueId,
      int max,
      long invisibleMs,
      long pollMs,
      boolean fromLast,
      String expression,
      boolean order,
      @Nullable String attemptId) {

    /** All queues, from the first message on, without waiting. */
    public static Request of(String topic, int max, long invisibleMs) {
      return new Request(topic, -1, max, invisibleMs, 0, false, "*", false, null);
    }

    /** The same, waiting. */
    public Request waiting(long millis) {
      return new Request(
          topic, queueId, max, invisibleMs, millis, fromLast, expression, order, attemptId);
    }

    /** The same from one queue. */
    public Request from(int queue) {
      return new Request(
          topic, queue, max, invisibleMs, pollMs, fromLast, expression, order, attemptId);
    }

    /** The same with other tags. */
    public Request tagged(String tags) {
      return new Request(
          topic, queueId, max, invisibleMs, pollMs, fromLast, tags, order, attemptId);
    }

    /** The same for a group that begins with the last message. */
    public Request fromLastMessage() {
      return new Request(
          topic, queueId, max, invisibleMs, pollMs, true, expression, order, attemptId);
    }

    /** The same in the order of each queue. */
    public Request ordered(String attempt) {
      return new Request(
          topic, queueId, max, invisibleMs, pollMs, fromLast, expression, true, attempt);
    }
  }

  /**
   * What came.
   *
   * @param status as the client names it
   * @param rest messages that were not given yet
   */
  record Result(String status, long popTimeMs, long rest, List<PeerMessage> messages) {}

  /** Asks once. */
  Result pop(Request request);

  /** Acknowledges a message; returns the client's name of the outcome. */
  String ack(PeerMessage message);

  /** Acknowledges a message by a handle of its own. */
  String ack(PeerMessage message, String handle);

  /** Acknowledges several messages of one topic with one request. */
  String ackAll(String topic, List<PeerMessage> messages);

  /** Asks that others don't see a message for so long from now on; returns the new handle. */
  String changeInvisible(PeerMessage message, long invisibleMs);

  @Override
  void close();
}
