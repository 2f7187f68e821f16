package io.cometmq.client.internal.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.QueueLockBody;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has brokers keep queues for this member of a group. A broker keeps one for 60 seconds after it
 * was asked last, or until it is told otherwise. Owned by the client's loop.
 */
final class QueueLocks {
  /** How often queues are asked for again, in milliseconds. */
  static final long RENEW_MS = 20_000;

  /** How long a member relies on a lock, by its own clock, from when it asked for it. */
  static final long HOLD_MS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(QueueLocks.class);

  private final ClientCore core;
  private final String group;

  QueueLocks(ClientCore core, String group) {
    this.core = core;
    this.group = core.namespace().wrap(group);
  }

  /**
   * Asks for queues once more.
   *
   * @param onLost is given those that are somebody else's
   */
  void renew(Collection<Share> shares, Consumer<Share> onLost) {
    Map<String, List<Share>> byBroker =
        shares.stream().collect(Collectors.groupingBy(share -> share.queue().brokerName()));
    byBroker.forEach((broker, some) -> renew(broker, some, onLost));
  }

  private void renew(String broker, List<Share> shares, Consumer<Share> onLost) {
    long askedMs = ClientLoop.nowMs();
    lock(shares.stream().map(Share::queue).toList())
        .onSuccess(
            mine -> {
              for (Share share : shares) {
                if (mine.contains(share.queue())) {
                  share.setLockedUntil(askedMs + HOLD_MS);
                } else {
                  onLost.accept(share);
                }
              }
            })
        .onFailure(cause -> LOG.debug("queues at {} are not locked again", broker, cause));
  }

  /** What of the queues is this member's now: all are of one broker. */
  Future<Set<MessageQueue>> lock(List<MessageQueue> queues) {
    return invoke(RequestCode.LOCK_BATCH_MQ, queues).map(answer -> locked(queues, answer));
  }

  /** Anybody may have the queue from now on. */
  Future<Void> unlock(MessageQueue queue) {
    return invoke(RequestCode.UNLOCK_BATCH_MQ, List.of(queue)).mapEmpty();
  }

  private Future<RemotingCommand> invoke(int code, List<MessageQueue> queues) {
    MessageQueue any = queues.get(0);
    byte[] body =
        new QueueLockBody(
                group, core.heartbeats().clientId(), queues.stream().map(this::onWire).toList())
            .write();
    return QueuePuller.link(core, any)
        .compose(
            link ->
                link.invoke(
                    RemotingCommand.request(code, Map.of(), body), core.options().requestTimeout()))
        .compose(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? Future.succeededFuture(answer)
                    : Future.failedFuture(Failures.refused(answer, any.brokerName(), any.topic())));
  }

  private Set<MessageQueue> locked(List<MessageQueue> asked, RemotingCommand answer) {
    List<MessageQueue> granted = new ArrayList<>();
    for (JsonNode queue : JsonBody.read(answer.body()).path("lockOKMQSet")) {
      granted.add(
          new MessageQueue(
              JsonBody.requiredText(queue, "topic"),
              JsonBody.requiredText(queue, "brokerName"),
              queue.path("queueId").asInt()));
    }
    Set<MessageQueue> mine = new HashSet<>(asked);
    mine.removeIf(queue -> !granted.contains(onWire(queue)));
    return mine;
  }

  private MessageQueue onWire(MessageQueue queue) {
    return new MessageQueue(
        core.namespace().wrap(queue.topic()), queue.brokerName(), queue.queueId());
  }
}
