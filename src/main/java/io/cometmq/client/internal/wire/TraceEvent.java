package io.cometmq.client.internal.wire;

import io.cometmq.client.TransactionOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that happened to a message, in the form that RocketMQ's trace tools read: fields
 * separated by the character 1, events by the character 2. Immutable.
 */
public sealed interface TraceEvent {
  /** Ids and keys by which the event is found. */
  List<String> keys();

  /** Appends it. */
  void write(StringBuilder out);

  /** What kind of message it is; the numbers are RocketMQ's. */
  enum Kind {
    /** One like most. */
    NORMAL(0),
    /** First half of a transaction. */
    HALF(1),
    /** Committed message of a transaction. */
    COMMITTED(2),
    /** One that waits for its time. */
    DELAYED(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /**
   * What an event says of the message.
   *
   * @param id given by its producer
   * @param keys separated by blanks, empty for none
   * @param broker address of the broker that has it
   */
  record Subject(String topic, String id, String tag, String keys, String broker) {
    List<String> all() {
      if (keys.isEmpty()) {
        return List.of(id);
      }
      List<String> all = new ArrayList<>(List.of(id));
      all.addAll(List.of(keys.split(" ", -1)));
      return all;
    }
  }

  /**
   * A message was stored.
   *
   * @param startedMs when it was handed to the producer, in milliseconds since the epoch
   */
  record Published(
      Subject message,
      String group,
      String region,
      String offsetMessageId,
      Kind kind,
      int bodyBytes,
      long startedMs,
      long tookMs)
      implements TraceEvent {
    @Override
    public List<String> keys() {
      return message.all();
    }

    @Override
    public void write(StringBuilder out) {
      TraceText text = new TraceText(out, "Pub");
      text.add(startedMs).add(region).add(group).add(message.topic()).add(message.id());
      text.add(message.tag()).add(message.keys()).add(message.broker()).add(bodyBytes);
      text.add(tookMs).add(kind.code).add(offsetMessageId).add("true").end();
    }
  }

  /** A broker was told how a transaction ended. */
  record Ended(Subject message, String group, TransactionOutcome outcome, boolean asked, long atMs)
      implements TraceEvent {
    @Override
    public List<String> keys() {
      return message.all();
    }

    @Override
    public void write(StringBuilder out) {
      TraceText text = new TraceText(out, "EndTransaction");
      text.add(atMs).add("").add(group).add(message.topic()).add(message.id());
      text.add(message.tag()).add(message.keys()).add(message.broker());
      text.add(outcome == TransactionOutcome.COMMIT ? Kind.COMMITTED.code : Kind.HALF.code);
      text.add(message.id()).add(state()).add(Boolean.toString(asked)).end();
    }

    private String state() {
      return switch (outcome) {
        case COMMIT -> "COMMIT_MESSAGE";
        case ROLLBACK -> "ROLLBACK_MESSAGE";
        case UNKNOWN -> "UNKNOW";
      };
    }
  }

  /**
   * A message is about to be handled.
   *
   * @param request joins this event with the {@link Handled} one
   * @param deliveries how often the group has been given it before
   */
  record Handing(
      Subject message, String group, String region, String request, int deliveries, long atMs)
      implements TraceEvent {
    @Override
    public List<String> keys() {
      return message.all();
    }

    @Override
    public void write(StringBuilder out) {
      TraceText text = new TraceText(out, "SubBefore");
      text.add(atMs).add(region).add(group).add(request).add(message.id());
      // like official clients, whose tools can't read an empty field at the end
      text.add(deliveries).add(message.keys().isEmpty() ? "null" : message.keys()).end();
    }
  }

  /**
   * A message has been handled.
   *
   * @param ok whether it is acknowledged; otherwise it comes again
   */
  record Handled(Subject message, String group, String request, boolean ok, long tookMs, long atMs)
      implements TraceEvent {
    @Override
    public List<String> keys() {
      return message.all();
    }

    @Override
    public void write(StringBuilder out) {
      TraceText text = new TraceText(out, "SubAfter");
      text.add(request).add(message.id()).add(tookMs).add(Boolean.toString(ok));
      // RocketMQ's numbers: 0 for success, 4 for a failure
      text.add(message.keys()).add(ok ? 0 : 4).add(atMs).add(group).end();
    }
  }
}
