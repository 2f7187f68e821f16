package io.cometmq.client.internal.consumer;

import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Namespace;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets of a broadcast, which every member keeps by itself: in memory, and in a file if there
 * is one. Queues that leave the route are kept, too. Owned by the client's loop; the file is read
 * and written on worker threads, one at a time.
 */
final class LocalOffsets implements OffsetStore {
  private static final Logger LOG = LoggerFactory.getLogger(LocalOffsets.class);

  private final ClientLoop loop;
  private final Namespace namespace;
  private final @Nullable OffsetFile file;

  /** By the names that brokers know. */
  private final Map<MessageQueue, Long> table = new HashMap<>();

  private @Nullable Promise<Void> writing;
  private @Nullable Promise<Void> next;

  LocalOffsets(ClientCore core, String group, @Nullable Path folder) {
    this.loop = core.loop();
    this.namespace = core.namespace();
    this.file = folder == null ? null : new OffsetFile(folder.resolve(namespace.wrap(group)));
  }

  @Override
  public Future<Void> open() {
    OffsetFile from = file;
    return from == null
        ? Future.succeededFuture()
        : loop.aside(from::read).onSuccess(table::putAll).mapEmpty();
  }

  @Override
  public Future<OptionalLong> committed(MessageQueue queue) {
    Long offset = table.get(onWire(queue));
    return Future.succeededFuture(offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
  }

  @Override
  public Future<Void> commit(MessageQueue queue, long offset) {
    table.put(onWire(queue), offset);
    OffsetFile to = file;
    return to == null ? Future.succeededFuture() : write(to);
  }

  /** Done when a file is written that was begun after this. */
  private Future<Void> write(OffsetFile to) {
    if (writing == null) {
      Promise<Void> mine = Promise.promise();
      writing = mine;
      // what else is committed in this turn of the loop goes into the same file
      loop.later(1, () -> writeNow(to, mine));
      return mine.future();
    }
    Promise<Void> waiting = next;
    if (waiting == null) {
      waiting = Promise.promise();
      next = waiting;
    }
    return waiting.future();
  }

  private void writeNow(OffsetFile to, Promise<Void> mine) {
    Map<MessageQueue, Long> now = Map.copyOf(table);
    loop.<Void>aside(
            () -> {
              to.write(now);
              return null;
            })
        .onFailure(
            cause -> LOG.warn("offsets can't be kept in {}: {}", to.path(), cause.getMessage()))
        .onComplete(
            done -> {
              Promise<Void> after = next;
              next = null;
              writing = after;
              if (after != null) {
                writeNow(to, after);
              }
              mine.handle(done);
            });
  }

  private MessageQueue onWire(MessageQueue queue) {
    return new MessageQueue(namespace.wrap(queue.topic()), queue.brokerName(), queue.queueId());
  }
}
