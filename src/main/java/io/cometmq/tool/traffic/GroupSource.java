package io.cometmq.tool.traffic;

import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads as a member of a group, and acknowledges each message when it is written. Safe for any
 * thread.
 */
final class GroupSource implements Source {
  private final CometClient client;
  private final ConsumerOptions options;
  private final Inbox inbox;
  private final AtomicReference<@Nullable GroupConsumer> joined = new AtomicReference<>();

  GroupSource(CometClient client, ConsumerOptions options, Inbox inbox) {
    this.client = client;
    this.options = options;
    this.inbox = inbox;
  }

  @Override
  public void start() {
    joined.set(
        client
            .consume(
                options,
                message -> {
                  Promise<Void> done = Promise.promise();
                  inbox.put(message, written -> end(done, written));
                  return done.future();
                })
            .await());
  }

  private static void end(Promise<Void> done, boolean written) {
    if (written) {
      done.complete();
    } else {
      done.fail("it could not be written");
    }
  }

  @Override
  public void last() {
    GroupConsumer member = joined.get();
    if (member != null) {
      member.pause().await();
    }
  }

  @Override
  public Future<Void> stop() {
    GroupConsumer member = joined.get();
    return member == null ? Future.succeededFuture() : member.close();
  }
}
