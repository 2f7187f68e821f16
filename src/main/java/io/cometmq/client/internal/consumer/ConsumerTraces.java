package io.cometmq.client.internal.consumer;

import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.TraceEvent;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.client.internal.wire.UniqueIds;
import java.nio.charset.StandardCharsets;

/** Tells the traces of a client what a member of a group does. Owned by the client's loop. */
final class ConsumerTraces {
  private static final String TRACE_ON = "TRACE_ON";
  private static final String REGION = "MSG_REGION";

  private final Traces traces;
  private final String group;
  private final UniqueIds requests = new UniqueIds();

  ConsumerTraces(Traces traces, String group) {
    this.traces = traces;
    this.group = group;
  }

  /** A message is about to be handled. */
  void handing(Handed handed) {
    ReceivedMessage message = handed.message();
    if (!isTraced(message)) {
      return;
    }
    String request = new String(requests.next(), StandardCharsets.US_ASCII);
    handed.setTrace(request);
    traces.add(
        new TraceEvent.Handing(
            subject(message),
            group,
            message.properties().getOrDefault(REGION, ""),
            request,
            message.deliveries(),
            System.currentTimeMillis()));
  }

  /** A message has been handled, or could not be. */
  void handled(Handed handed, boolean ok, long tookMs) {
    String request = handed.trace();
    if (request != null) {
      traces.add(
          new TraceEvent.Handled(
              subject(handed.message()), group, request, ok, tookMs, System.currentTimeMillis()));
    }
  }

  private boolean isTraced(ReceivedMessage message) {
    return traces.isAbout(message.topic()) && !"false".equals(message.properties().get(TRACE_ON));
  }

  private static TraceEvent.Subject subject(ReceivedMessage message) {
    String tag = message.tag();
    return new TraceEvent.Subject(
        message.topic(),
        message.messageId(),
        tag == null ? "" : tag,
        String.join(" ", message.keys()),
        message.queue().brokerName());
  }
}
