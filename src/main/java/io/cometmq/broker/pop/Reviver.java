package io.cometmq.broker.pop;

import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.MessageStore;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores messages that were not acknowledged in time once more, in the group's retry topic. Owned
 * by the pop context; the reading runs on a worker.
 */
final class Reviver {
  private static final Logger LOG = LoggerFactory.getLogger(Reviver.class);
  private static final int CHUNKS_AT_ONCE = 128;

  /** After a failure it tries again so much later. */
  private static final long AGAIN_MS = 1_000;

  private final PopCore core;
  private final MessageStore store;
  private final TopicTable topics;
  private final SubscriptionGroupTable groups;
  private final RegistrationProxy registration;
  private final RecordAppends appends;
  private final LongAdder revived;
  private @Nullable HostAddress host;
  private boolean running;

  /** A message to be stored once more; nothing to store when it is gone. */
  private record Copy(Chunk chunk, int index, @Nullable MessageDraft draft) {}

  Reviver(PopCore core, PopParts parts, RecordAppends appends, LongAdder revived) {
    this.core = core;
    this.store = parts.store();
    this.topics = parts.topics();
    this.groups = parts.groups();
    this.registration = parts.registration();
    this.appends = appends;
    this.revived = revived;
  }

  /** From now on it knows where the broker is, and works. */
  void host(HostAddress address) {
    host = address;
  }

  /** Takes on the chunks whose time is over. */
  void run() {
    if (running || host == null) {
      return;
    }
    List<Chunk> due = new ArrayList<>();
    core.inFlight().due(core.nowMs(), CHUNKS_AT_ONCE, due::add);
    if (due.isEmpty()) {
      return;
    }
    running = true;
    due.forEach(chunk -> chunk.reviving = true);
    List<Copy> wanted = new ArrayList<>();
    for (Chunk chunk : due) {
      for (int i = 0; i < chunk.count(); i++) {
        if (chunk.isOpen(i)) {
          wanted.add(new Copy(chunk, i, null));
        }
      }
    }
    core.within(
            core.coldReads().executeBlocking(() -> wanted.stream().map(this::read).toList(), false))
        .compose(copies -> Future.join(due.stream().map(chunk -> store(chunk, copies)).toList()))
        .onComplete(
            done -> {
              running = false;
              due.forEach(this::settle);
              if (done.failed()) {
                LOG.warn(
                    "not all messages could be given again, next try in a second", done.cause());
              }
              run();
            });
  }

  /** Chunks of which something is left are tried again. */
  private void settle(Chunk chunk) {
    chunk.reviving = false;
    core.inFlight().retryAt(chunk, core.nowMs() + AGAIN_MS);
  }

  /** On a worker. */
  private Copy read(Copy copy) {
    ChunkId id = copy.chunk().id;
    long offset = copy.chunk().offset(copy.index());
    ConsumeQueue queue = store.queues().find(id.topic(), id.queueId());
    if (queue == null || groups.find(id.group()) == null) {
      return copy;
    }
    ReadResult result = store.reader().read(queue, offset, 1, 1, MessageFilter.ALL, true);
    if (result == null || result.status() != ReadStatus.FOUND) {
      return copy;
    }
    try {
      LogSlice slice = result.slices().get(0);
      RecordView record = new RecordView().wrap(slice.buffer(), slice.buffer().position());
      return record.queueOffset() == offset
          ? new Copy(copy.chunk(), copy.index(), MessageDraft.of(record))
          : copy;
    } finally {
      result.release();
    }
  }

  private Future<?> store(Chunk chunk, List<Copy> copies) {
    List<Future<Integer>> stored = new ArrayList<>();
    for (Copy copy : copies) {
      if (copy.chunk() == chunk && chunk.isOpen(copy.index())) {
        MessageDraft draft = copy.draft();
        stored.add(
            draft == null
                ? Future.succeededFuture(copy.index())
                : store(chunk, draft).map(done -> copy.index()));
      }
    }
    return Future.join(stored)
        .eventually(
            () -> {
              close(chunk, stored);
              return Future.succeededFuture();
            });
  }

  /** Notes down what needs no acknowledgement any more. */
  private void close(Chunk chunk, List<Future<Integer>> stored) {
    long bits = 0;
    for (Future<Integer> each : stored) {
      if (each.succeeded()) {
        bits |= 1L << each.result();
      }
    }
    long closed = core.inFlight().close(chunk, bits);
    if (closed != 0) {
      core.notes()
          .ack(chunk, closed)
          .onFailure(
              cause -> LOG.warn("messages given again may be given twice after a restart", cause));
    }
  }

  private Future<RecordAppend> store(Chunk chunk, MessageDraft draft) {
    ChunkId id = chunk.id;
    String retry =
        TopicNames.isRetry(id.topic()) ? id.topic() : core.group(id.topic(), id.group()).retryTopic;
    draft.topic = retry;
    draft.queueId = 0;
    draft.storeHost = Objects.requireNonNull(host);
    if (draft.reconsumeTimes == 0 || draft.property(PropertyNames.FIRST_POP_TIME) == null) {
      draft.properties.put(PropertyNames.FIRST_POP_TIME, Long.toString(id.popTimeMs()));
    }
    // a message that was delayed before is not to be delayed again
    draft.properties.remove(PropertyNames.DELAY);
    draft.reconsumeTimes++;
    return target(retry)
        .compose(topic -> appends.append(draft, true))
        .onSuccess(done -> revived.increment());
  }

  private Future<TopicConfig> target(String name) {
    TopicConfig topic = topics.find(name);
    if (topic != null) {
      return Future.succeededFuture(topic);
    }
    return core.within(
            registration.<@Nullable TopicConfig>ask(
                state -> state.createForSend(name, name, 1, false)))
        .map(Objects::requireNonNull);
  }
}
