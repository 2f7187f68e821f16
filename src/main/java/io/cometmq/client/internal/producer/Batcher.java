package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers messages until they fill a request or have waited long enough. Owned by the client's
 * loop.
 *
 * <p>Messages whose queue was chosen stay in order: the next batch to a queue leaves when the one
 * before has its receipt. The others go to any queue, several batches at a time.
 */
final class Batcher {
  /** What a message takes beside body and properties; the id is among it. */
  private static final int OVERHEAD_BYTES = 80;

  private final ProducerCore producer;
  private final ClientLoop loop;
  private final int maxBytes;
  private final long lingerMs;

  /** Chosen queues, and topics for messages to any queue. */
  private final Map<Object, Lane> lanes = new HashMap<>();

  /** Messages that wait together. */
  private static final class Batch {
    final List<Message> messages = new ArrayList<>();
    final List<Promise<SendReceipt>> promises = new ArrayList<>();
    int bytes;
  }

  private static final class Lane {
    final @Nullable MessageQueue queue;
    Batch open = new Batch();
    long timer = -1;
    boolean sending;
    boolean due;

    Lane(@Nullable MessageQueue queue) {
      this.queue = queue;
    }
  }

  Batcher(ProducerCore producer, ClientLoop loop, int maxBytes, long lingerMs) {
    this.producer = producer;
    this.loop = loop;
    this.maxBytes = maxBytes;
    this.lingerMs = lingerMs;
  }

  /** Most bytes that a message may take, so that batches can't fail because of one. */
  static int bytes(Message message) {
    int bytes = OVERHEAD_BYTES + message.body().length;
    for (int i = 0; i < message.propertyCount(); i++) {
      bytes += 3 * (message.propertyName(i).length() + message.propertyValue(i).length()) + 2;
    }
    return bytes;
  }

  /** Whether it may share a request with others. */
  boolean takes(Message message) {
    return !message.isDelayed() && bytes(message) <= Math.min(maxBytes, Short.MAX_VALUE);
  }

  /** Adds a message; its producer has counted it already. */
  void add(Message message, @Nullable QueueSelector selector, Promise<SendReceipt> promise) {
    SendPlan plan = producer.plan(message.topic());
    if (plan == null) {
      producer
          .loadPlan(message.topic())
          .onComplete(
              loaded -> {
                if (loaded.succeeded()) {
                  add(message, selector, promise);
                } else {
                  refuse(promise, loaded.cause());
                }
              });
      return;
    }
    MessageQueue queue = null;
    if (selector != null) {
      try {
        queue = plan.chosen(selector, message).queue();
      } catch (ClientException e) {
        refuse(promise, e);
        return;
      }
    }
    put(lane(message.topic(), queue), message, promise);
  }

  private void refuse(Promise<SendReceipt> promise, Throwable cause) {
    producer.inFlight().failed(1, cause);
    promise.fail(cause);
  }

  private Lane lane(String topic, @Nullable MessageQueue queue) {
    Object key = queue == null ? topic : queue;
    return lanes.computeIfAbsent(key, none -> new Lane(queue));
  }

  private void put(Lane lane, Message message, Promise<SendReceipt> promise) {
    int bytes = bytes(message);
    if (lane.open.bytes + bytes > maxBytes && !lane.sending) {
      leave(lane);
    }
    lane.open.messages.add(message);
    lane.open.promises.add(promise);
    lane.open.bytes += bytes;
    if (lane.open.bytes >= maxBytes) {
      lane.due = true;
      leaveIfDue(lane);
    } else if (lane.timer < 0 && !lane.due) {
      lane.timer =
          loop.later(
              lingerMs,
              () -> {
                lane.timer = -1;
                lane.due = true;
                leaveIfDue(lane);
              });
    }
  }

  private void leaveIfDue(Lane lane) {
    if (lane.due && !lane.sending && !lane.open.messages.isEmpty()) {
      leave(lane);
    }
  }

  private void leave(Lane lane) {
    if (lane.timer >= 0) {
      loop.cancel(lane.timer);
      lane.timer = -1;
    }
    Batch batch = first(lane);
    lane.due = !lane.open.messages.isEmpty();
    MessageQueue queue = lane.queue;
    lane.sending = queue != null;
    Promise<List<SendReceipt>> sent = Promise.promise();
    sent.future().onComplete(done -> over(lane, batch, done));
    QueueSelector selector = queue == null ? null : QueueSelector.queue(queue);
    new BatchSend(producer, batch.messages, selector, sent).run();
  }

  /** What fits into one request; more may have gathered while the one before was on its way. */
  private Batch first(Lane lane) {
    Batch all = lane.open;
    lane.open = new Batch();
    if (all.bytes <= maxBytes) {
      return all;
    }
    Batch head = new Batch();
    for (int i = 0; i < all.messages.size(); i++) {
      int bytes = bytes(all.messages.get(i));
      Batch to = lane.open.bytes == 0 && head.bytes + bytes <= maxBytes ? head : lane.open;
      to.messages.add(all.messages.get(i));
      to.promises.add(all.promises.get(i));
      to.bytes += bytes;
    }
    return head;
  }

  private void over(Lane lane, Batch batch, AsyncResult<List<SendReceipt>> done) {
    for (int i = 0; i < batch.promises.size(); i++) {
      if (done.succeeded()) {
        batch.promises.get(i).complete(done.result().get(i));
      } else {
        batch.promises.get(i).fail(done.cause());
      }
    }
    lane.sending = false;
    leaveIfDue(lane);
  }

  /** Has everything leave that waits. */
  void flush() {
    for (Lane lane : Set.copyOf(lanes.values())) {
      lane.due = true;
      leaveIfDue(lane);
    }
  }
}
