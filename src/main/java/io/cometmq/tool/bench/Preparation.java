package io.cometmq.tool.bench;

import io.cometmq.client.ClientException;
import io.cometmq.client.CometClient;
import io.cometmq.client.Compression;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Makes the topic, and has the groups begin at its end. Owned by the main thread. */
final class Preparation {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  /** RocketMQ's SUBSCRIPTION_GROUP_NOT_EXIST. */
  private static final int NO_SUCH_GROUP = 26;

  private static final int MAX_BODY = 4 << 20;

  private final Plan plan;
  private final CometClient client;

  Preparation(Plan plan, CometClient client) {
    this.plan = plan;
    this.client = client;
  }

  /** Does it; the result is the number of queues. */
  int prepare() {
    String topic = plan.load().topic();
    Producer producer = client.producer(creating(plan.load().queues()));
    // the first message of a topic creates it; receivers pass over this one
    producer.send(Message.of(topic, "cometmq bench")).await();
    producer.close().await();
    List<MessageQueue> queues = client.queues(topic).await();
    if (!plan.readers().broadcasting()) {
      for (int group = 0; group < plan.readers().subscriptions(); group++) {
        moveToEnd(plan.group(group), queues);
      }
    }
    return queues.size();
  }

  private static ProducerOptions creating(int queues) {
    return new ProducerOptions(
        Sender.GROUP,
        PATIENCE,
        ATTEMPTS,
        1,
        Compression.NONE,
        MAX_BODY,
        MAX_BODY,
        0,
        Duration.ZERO,
        queues,
        null);
  }

  private void moveToEnd(String group, List<MessageQueue> queues) {
    PullConsumer reader = client.pullConsumer(PullOptions.of(group));
    for (MessageQueue queue : queues) {
      reader
          .endOffset(queue)
          .compose(end -> reader.commit(queue, end))
          .recover(Preparation::unlessNew)
          .await();
    }
  }

  /** RocketMQ has no offsets for a group that it does not know; that one begins at the end. */
  private static Future<Void> unlessNew(Throwable failure) {
    return failure instanceof ClientException.Refused refused && refused.code() == NO_SUCH_GROUP
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }
}
