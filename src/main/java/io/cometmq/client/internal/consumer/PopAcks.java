package io.cometmq.client.internal.consumer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.AckMessageRequest;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.PopHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Acknowledges popped messages. One request is on its way to a broker at a time; what comes
 * meanwhile goes together in the next. Owned by the client's loop.
 */
final class PopAcks {
  private static final HeaderType<AckMessageRequest> SINGLE =
      HeaderType.of(AckMessageRequest.class);
  private static final int MOST_TOGETHER = 1_024;

  private final ClientCore core;
  private final Map<String, Line> lines = new HashMap<>();

  /** An acknowledgement that waits. */
  private record Ack(MessageQueue queue, Receipt receipt, Promise<Void> promise) {}

  /** What waits for one broker. */
  private static final class Line {
    final Deque<Ack> waiting = new ArrayDeque<>();
    boolean underway;
  }

  /** Messages that were popped together. */
  private record Chunk(String topic, String group, PopHandle handle) {}

  PopAcks(ClientCore core) {
    this.core = core;
  }

  /**
   * Acknowledges a message.
   *
   * @param queue where to find the broker
   */
  Future<Void> ack(MessageQueue queue, Receipt receipt) {
    Ack ack = new Ack(queue, receipt, Promise.promise());
    Line line = lines.computeIfAbsent(queue.brokerName(), name -> new Line());
    line.waiting.add(ack);
    if (!line.underway) {
      line.underway = true;
      core.loop().soon(() -> send(line));
    }
    return ack.promise().future();
  }

  private void send(Line line) {
    List<Ack> together = new ArrayList<>();
    while (!line.waiting.isEmpty() && together.size() < MOST_TOGETHER) {
      together.add(line.waiting.removeFirst());
    }
    Future<Void> sent =
        together.size() == 1 ? single(together.get(0)) : batch(together.get(0).queue(), together);
    sent.onComplete(
        done -> {
          line.underway = !line.waiting.isEmpty();
          if (line.underway) {
            core.loop().soon(() -> send(line));
          }
          for (Ack each : together) {
            if (done.succeeded()) {
              each.promise().complete();
            } else {
              each.promise().fail(done.cause());
            }
          }
        });
  }

  private Future<Void> single(Ack ack) {
    Receipt receipt = ack.receipt();
    AckMessageRequest header =
        new AckMessageRequest(
            receipt.group(),
            receipt.realTopic(),
            receipt.handle().queueId(),
            receipt.text(),
            receipt.offset());
    return invoke(
        ack.queue(),
        RemotingCommand.request(RequestCode.ACK_MESSAGE, SINGLE.encode(header), new byte[0]));
  }

  private Future<Void> batch(MessageQueue queue, List<Ack> together) {
    return invoke(
        queue,
        RemotingCommand.request(
            RequestCode.BATCH_ACK_MESSAGE,
            Map.of(),
            JsonBody.write(
                body(queue.brokerName(), together.stream().map(Ack::receipt).toList()))));
  }

  /** The body of an acknowledgement of several messages, a bit for each. */
  static ObjectNode body(String broker, List<Receipt> receipts) {
    Map<Chunk, BitSet> chunks = new LinkedHashMap<>();
    for (Receipt receipt : receipts) {
      PopHandle handle = receipt.handle();
      chunks
          .computeIfAbsent(
              new Chunk(receipt.topic(), receipt.group(), handle), chunk -> new BitSet())
          .set((int) (receipt.offset() - handle.startOffset()));
    }
    ObjectNode body = JsonBody.object().put("brokerName", broker);
    ArrayNode acks = body.putArray("acks");
    chunks.forEach(
        (chunk, bits) ->
            acks.addObject()
                .put("c", chunk.group())
                .put("t", chunk.topic())
                .put("r", chunk.handle().retryFlag())
                .put("so", chunk.handle().startOffset())
                .put("q", chunk.handle().queueId())
                .put("rq", chunk.handle().reviveQueue())
                .put("pt", chunk.handle().popTimeMs())
                .put("it", chunk.handle().invisibleMs())
                .put("b", Base64.getEncoder().encodeToString(bits.toByteArray())));
    return body;
  }

  private Future<Void> invoke(MessageQueue queue, RemotingCommand request) {
    return QueuePuller.link(core, queue)
        .compose(link -> link.invoke(request, core.options().requestTimeout()))
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Failures.refused(answer, queue.brokerName(), queue.topic())));
  }
}
