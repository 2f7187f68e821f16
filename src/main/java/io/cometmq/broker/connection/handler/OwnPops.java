package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.AckCall;
import io.cometmq.broker.pop.AckPart;
import io.cometmq.broker.pop.ChunkId;
import io.cometmq.broker.pop.InvisibleCall;
import io.cometmq.broker.pop.PopAnswer;
import io.cometmq.broker.pop.PopCall;
import io.cometmq.broker.pop.PopEvent;
import io.cometmq.broker.pop.PopRequest;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pops, acknowledges and gives back for those that come in another way than by TCP, after the same
 * checks. Owned by one event loop.
 */
public final class OwnPops {
  /**
   * Names one popped message.
   *
   * @param chunk what was popped together
   * @param reviveQueue where the broker remembers it
   */
  public record Handle(ChunkId chunk, int reviveQueue, long offset) {}

  private final int loop;
  private final BrokerParts parts;
  private final PopAdmission admission;
  private final RetryStore retries;

  /**
   * Creates it for the calling context.
   *
   * @param loop under which finished calls come back to it
   */
  public OwnPops(Vertx vertx, int loop, BrokerIdentity identity, BrokerParts parts) {
    this.loop = loop;
    this.parts = parts;
    this.admission =
        new PopAdmission(parts.topics(), parts.groups(), parts.store().queues(), new FilterCache());
    this.retries =
        new RetryStore(
            parts,
            new RecordAppends(vertx, parts.storage(), parts.store().queues(), loop),
            HostAddress.of(identity.address()));
  }

  /**
   * Checks that a group may read a topic, and makes the group if it is new.
   *
   * @return fails with {@link RefusedException} when it may not
   */
  public Future<Void> join(String group, String topic) {
    try {
      admission.read(group, topic, PopRequest.ALL_QUEUES);
    } catch (RefusedException e) {
      return Future.failedFuture(e);
    }
    return admission.knowsGroup(group)
        ? Future.succeededFuture()
        : parts.registration().ask(state -> state.ensureGroups(List.of(group), false)).mapEmpty();
  }

  /** How often a group's messages are given again before they are dead letters. */
  public int maxRetries(String group) {
    SubscriptionGroupConfig config = parts.groups().find(group);
    return config == null ? Integer.MAX_VALUE : config.retryMaxTimes();
  }

  /**
   * Asks for messages.
   *
   * @param abandoned whether nobody wants them any more; asked from any thread
   * @param outcome called on the event loop; who is called releases the batches
   */
  public void pop(PopRequest request, BooleanSupplier abandoned, Consumer<PopAnswer> outcome) {
    pass(new Pop(loop, request, abandoned, outcome))
        .onFailure(failure -> outcome.accept(PopAnswer.failed(failure)));
  }

  /** Notes that messages have been dealt with. */
  public Future<Void> acknowledge(List<Handle> handles) {
    Map<ChunkId, List<Handle>> chunks = new LinkedHashMap<>();
    for (Handle handle : handles) {
      chunks.computeIfAbsent(handle.chunk(), missing -> new ArrayList<>()).add(handle);
    }
    AckPart[] acks =
        chunks.entrySet().stream()
            .map(
                chunk ->
                    new AckPart(
                        chunk.getKey(),
                        false,
                        chunk.getValue().stream().mapToLong(Handle::offset).sorted().toArray()))
            .toArray(AckPart[]::new);
    Ack ack = new Ack(loop, acks);
    return pass(ack).compose(taken -> ack.done.future());
  }

  /** Lets messages be given out again after a while, 0 for at once. */
  public Future<Void> giveBack(List<Handle> handles, long delayMs) {
    List<Future<Void>> all = new ArrayList<>();
    for (Handle handle : handles) {
      Invisible call = new Invisible(loop, handle, delayMs);
      all.add(pass(call).compose(taken -> call.done.future()));
    }
    return Future.join(all).mapEmpty();
  }

  /** Moves a message to the dead letters of a group; it has to be acknowledged afterwards. */
  public Future<Void> bury(MessageDraft draft, String group) {
    SubscriptionGroupConfig config = parts.groups().find(group);
    return config == null
        ? Future.failedFuture(
            new RefusedException(
                ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "there is no group " + group))
        : retries.store(draft, config, true, 0, false).mapEmpty();
  }

  private Future<Void> pass(PopEvent event) {
    if (!parts.pop().offer(event)) {
      return Future.failedFuture(
          new RefusedException(
              ResponseCode.SYSTEM_BUSY, "too many requests wait, try again in a second"));
    }
    parts.pop().take(loop);
    return Future.succeededFuture();
  }

  private static void settle(Promise<Void> promise, @Nullable Throwable failure) {
    if (failure == null) {
      promise.complete();
    } else {
      promise.fail(failure);
    }
  }

  private static final class Pop extends PopCall {
    private final BooleanSupplier abandoned;
    private final Consumer<PopAnswer> outcome;

    Pop(int loop, PopRequest request, BooleanSupplier abandoned, Consumer<PopAnswer> outcome) {
      super(loop, request);
      this.abandoned = abandoned;
      this.outcome = outcome;
    }

    @Override
    public boolean isAbandoned() {
      return abandoned.getAsBoolean();
    }

    @Override
    public void finish() {
      outcome.accept(answer());
    }
  }

  private static final class Ack extends AckCall {
    final Promise<Void> done = Promise.promise();

    Ack(int loop, AckPart... parts) {
      super(loop, false, parts);
    }

    @Override
    public void finish() {
      settle(done, failure());
    }
  }

  private static final class Invisible extends InvisibleCall {
    final Promise<Void> done = Promise.promise();

    Invisible(int loop, Handle handle, long invisibleMs) {
      super(loop, handle.chunk(), handle.reviveQueue(), handle.offset(), invisibleMs);
    }

    @Override
    public void finish() {
      settle(done, failure());
    }
  }
}
