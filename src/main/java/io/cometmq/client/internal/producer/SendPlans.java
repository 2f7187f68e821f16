package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.codec.SendFrameTemplate;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the messages of one producer go to, by topic. Owned by the client's loop. */
final class SendPlans {
  private final ClientCore core;
  private final String group;
  private final int newTopicQueues;
  private final Map<String, SendPlan> plans = new HashMap<>();

  /**
   * Creates it without plans.
   *
   * @param group the producer's, as brokers know it
   * @param newTopicQueues how many queues a topic gets that is created by its first message
   */
  SendPlans(ClientCore core, String group, int newTopicQueues) {
    this.core = core;
    this.group = group;
    this.newTopicQueues = newTopicQueues;
  }

  /** Where messages of a topic go to, null when that is not known. */
  @Nullable SendPlan of(String topic) {
    TopicQueues queues = core.routes().cached(topic);
    if (queues == null || queues.writable().isEmpty()) {
      return null;
    }
    SendPlan plan = plans.get(topic);
    if (plan == null || !plan.isFor(queues)) {
      plan = newPlan(queues);
      plans.put(topic, plan);
    }
    return plan;
  }

  /** Asks where messages of a topic go to; afterwards there is a plan. */
  Future<Void> load(String topic) {
    return core.routes()
        .get(topic, newTopicQueues)
        .compose(
            queues ->
                queues.writable().isEmpty()
                    ? Future.failedFuture(
                        new ClientException.NoRoute(topic, "NameServer", ClientException.NO_CODE))
                    : Future.succeededFuture());
  }

  private SendPlan newPlan(TopicQueues queues) {
    return new SendPlan(
        queues,
        queues.writable().stream().map(queue -> target(queues, queue)).toArray(Target[]::new));
  }

  private Target target(TopicQueues queues, MessageQueue queue) {
    String address = queues.address(queue.brokerName());
    if (address == null) {
      throw new IllegalStateException("a queue without a broker: " + queue);
    }
    MessageQueue onWire =
        new MessageQueue(core.namespace().wrap(queue.topic()), queue.brokerName(), queue.queueId());
    return new Target(
        queue, core.links().to(address), template(onWire, false), template(onWire, true));
  }

  private SendFrameTemplate template(MessageQueue onWire, boolean batch) {
    return TopicNames.isReply(onWire.topic())
        ? SendFrameTemplate.ofReplies(group, onWire)
        : SendFrameTemplate.of(group, onWire, TopicNames.AUTO_CREATE, newTopicQueues, batch);
  }
}
