package io.cometmq.client.internal.producer;

import io.cometmq.client.Message;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.internal.wire.TraceEvent;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.model.PropertyNames;
import io.cometmq.protocol.codec.HeaderView;
import java.nio.charset.StandardCharsets;

/** Tells the traces of a client what its producers do. Owned by the client's loop. */
final class ProducerTraces {
  private static final byte[] TRACE_ON = "TRACE_ON".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REGION = "MSG_REGION".getBytes(StandardCharsets.US_ASCII);

  private ProducerTraces() {}

  /** A message was stored. */
  static void stored(
      Traces traces,
      String group,
      Message message,
      SendReceipt receipt,
      HeaderView answer,
      Target by,
      TraceEvent.Kind kind,
      long startedNanos) {
    int on = answer.find(TRACE_ON);
    if (!traces.isAbout(message.topic()) || on >= 0 && !answer.booleanValue(on)) {
      return;
    }
    int region = answer.find(REGION);
    long tookMs = (System.nanoTime() - startedNanos) / 1_000_000;
    traces.add(
        new TraceEvent.Published(
            subject(message, receipt.messageId(), by.link().address()),
            group,
            region < 0 ? "" : answer.text(region),
            receipt.offsetMessageId(),
            kind,
            message.body().length,
            System.currentTimeMillis() - tookMs,
            tookMs));
  }

  /** A producer has told how a transaction ended. */
  static void ended(
      Traces traces,
      String group,
      Message message,
      String id,
      String broker,
      TransactionOutcome outcome) {
    traces.add(
        new TraceEvent.Ended(
            subject(message, id, broker), group, outcome, false, System.currentTimeMillis()));
  }

  /** A producer has answered a broker that asked how a transaction ended. */
  static void asked(
      Traces traces,
      String group,
      ReceivedMessage half,
      String broker,
      TransactionOutcome outcome) {
    String tag = half.tag();
    TraceEvent.Subject subject =
        new TraceEvent.Subject(
            half.topic(),
            half.messageId(),
            tag == null ? "" : tag,
            String.join(" ", half.keys()),
            broker);
    traces.add(new TraceEvent.Ended(subject, group, outcome, true, System.currentTimeMillis()));
  }

  private static TraceEvent.Subject subject(Message message, String id, String broker) {
    String tag = message.tag();
    String keys = message.property(PropertyNames.KEYS);
    return new TraceEvent.Subject(
        message.topic(), id, tag == null ? "" : tag, keys == null ? "" : keys, broker);
  }
}
