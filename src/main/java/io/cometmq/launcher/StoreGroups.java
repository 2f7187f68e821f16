package io.cometmq.launcher;

import io.cometmq.broker.connection.handler.OwnPops;
import io.cometmq.broker.pop.PopAnswer;
import io.cometmq.broker.pop.PopBatch;
import io.cometmq.broker.pop.PopRequest;
import io.cometmq.model.MessageId;
import io.cometmq.model.PropertyNames;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.LogSlice;
import io.cometmq.util.Clock;
import io.cometmq.web.feed.MessageJson;
import io.cometmq.web.group.GroupMessage;
import io.cometmq.web.group.GroupReads;
import io.cometmq.web.group.GroupRequest;
import io.cometmq.web.group.Receipt;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages of groups to pages by POP. Owned by one event loop. */
final class StoreGroups implements GroupReads {
  private static final Logger LOG = LoggerFactory.getLogger(StoreGroups.class);

  /** How long one question waits for a message. */
  private static final long WAIT_MS = 15_000;

  /** What is encoded at once on an event loop. */
  private static final int MAX_BYTES = 64 << 10;

  private final OwnPops pops;
  private final Clock clock;
  private final MessageJson json = new MessageJson();
  private final RecordView record = new RecordView();

  private record Popped(OwnPops.Handle handle) implements Receipt {}

  StoreGroups(OwnPops pops, Clock clock) {
    this.pops = pops;
    this.clock = clock;
  }

  @Override
  public void join(GroupRequest request, Consumer<@Nullable CometException> failed) {
    pops.join(request.group(), request.topic())
        .onSuccess(done -> failed.accept(null))
        .onFailure(failure -> failed.accept(PageRefusals.of("subscribe", failure)));
  }

  @Override
  public Question take(GroupRequest request, int most, Outcome outcome) {
    AtomicBoolean cancelled = new AtomicBoolean();
    pops.pop(
        new PopRequest(
            request.group(),
            request.topic(),
            PopRequest.ALL_QUEUES,
            most,
            MAX_BYTES,
            request.invisibleMs(),
            clock.millis() + WAIT_MS,
            !request.fromEarliest(),
            request.filter(),
            false,
            null),
        cancelled::get,
        answer -> answered(request, answer, outcome));
    return () -> cancelled.set(true);
  }

  private void answered(GroupRequest request, PopAnswer answer, Outcome outcome) {
    switch (answer.status()) {
      case FOUND -> outcome.done(messages(request, answer), null);
      case NOTHING -> outcome.done(List.of(), null);
      case TOO_MANY_WAIT ->
          outcome.done(null, new CometException(ErrorCode.UNAVAILABLE, "too many pages wait"));
      case FAILED ->
          outcome.done(null, PageRefusals.of("pop", Objects.requireNonNull(answer.failure())));
    }
  }

  private List<GroupMessage> messages(GroupRequest request, PopAnswer answer) {
    List<GroupMessage> messages = new ArrayList<>();
    for (PopBatch batch : answer.batches()) {
      try {
        for (LogSlice slice : batch.records().slices()) {
          int at = slice.buffer().position();
          while (at < slice.buffer().limit()) {
            record.wrap(slice.buffer(), at);
            at += record.totalSize();
            message(request, answer, batch, messages);
          }
        }
      } finally {
        batch.records().release();
      }
    }
    return messages;
  }

  private void message(
      GroupRequest request, PopAnswer answer, PopBatch batch, List<GroupMessage> messages) {
    OwnPops.Handle handle =
        new OwnPops.Handle(batch.chunk(), answer.reviveQueue(), record.queueOffset());
    if (batch.retry() && record.reconsumeTimes() > pops.maxRetries(request.group())) {
      bury(request, handle);
      return;
    }
    int deliveries = 1 + (batch.retry() ? record.reconsumeTimes() : 0);
    String fields = new String(json.fields(record, request.topic()), StandardCharsets.UTF_8);
    messages.add(new GroupMessage(new Popped(handle), deliveries, fields));
  }

  /** Clients of RocketMQ send back what they give up; for pages the broker does it. */
  private void bury(GroupRequest request, OwnPops.Handle handle) {
    MessageDraft draft = MessageDraft.of(record);
    draft.topic = request.topic();
    draft.properties.putIfAbsent(
        PropertyNames.ORIGIN_MESSAGE_ID,
        new MessageId(record.storeHost().ip(), record.storeHost().port(), record.physicalOffset())
            .toHex());
    pops.bury(draft, request.group())
        .compose(stored -> pops.acknowledge(List.of(handle)))
        .onFailure(
            failure ->
                LOG.warn(
                    "a message of group {} could not be moved to its dead letters, it comes again",
                    request.group(),
                    failure));
  }

  @Override
  public void acknowledge(List<Receipt> receipts, Consumer<@Nullable CometException> failed) {
    settled("ack", pops.acknowledge(handles(receipts)), failed);
  }

  @Override
  public void giveBack(
      List<Receipt> receipts, long delayMs, Consumer<@Nullable CometException> failed) {
    settled("nack", pops.giveBack(handles(receipts), delayMs), failed);
  }

  private static List<OwnPops.Handle> handles(List<Receipt> receipts) {
    return receipts.stream().map(receipt -> ((Popped) receipt).handle()).toList();
  }

  private static void settled(
      String verb, Future<Void> done, Consumer<@Nullable CometException> failed) {
    done.onSuccess(noted -> failed.accept(null))
        .onFailure(failure -> failed.accept(PageRefusals.of(verb, failure)));
  }
}
