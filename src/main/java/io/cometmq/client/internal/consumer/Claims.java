package io.cometmq.client.internal.consumer;

import io.cometmq.client.Filter;
import io.cometmq.client.LitePullOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of a lite pull consumer: takes them up, lets them go, and commits. Owned by the
 * client's loop, but for {@link #queues}, which any thread may ask for.
 */
final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private final ClientCore core;
  private final LitePullOptions options;
  private final Offsets offsets;
  private final Runnable onNews;
  private final Consumer<Throwable> onFailure;
  private final Consumer<Set<MessageQueue>> onChange;
  private final Map<MessageQueue, Claim> claims = new HashMap<>();
  private final Set<MessageQueue> starting = new HashSet<>();
  private List<Claim> turns = List.of();
  private int turn;
  private boolean closed;

  /** Published for other threads. */
  private volatile Set<MessageQueue> queues = Set.of();

  Claims(
      ClientCore core,
      LitePullOptions options,
      Runnable onNews,
      Consumer<Throwable> onFailure,
      Consumer<Set<MessageQueue>> onChange) {
    this.core = core;
    this.options = options;
    this.offsets = new Offsets(core, options.group());
    this.onNews = onNews;
    this.onFailure = onFailure;
    this.onChange = onChange;
  }

  Offsets offsets() {
    return offsets;
  }

  Set<MessageQueue> queues() {
    return queues;
  }

  /** One of its queues; null when it is not, any more. */
  @Nullable Claim get(MessageQueue queue) {
    return claims.get(queue);
  }

  /** The next message of any queue, each in turn; null when there is none. */
  @Nullable ReceivedMessage next() {
    for (int i = 0; i < turns.size(); i++) {
      turn = (turn + 1) % turns.size();
      ReceivedMessage message = turns.get(turn).take();
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  Map<MessageQueue, Long> positions() {
    Map<MessageQueue, Long> positions = new HashMap<>();
    claims.forEach((queue, claim) -> positions.put(queue, claim.position()));
    return positions;
  }

  /**
   * Has these and no others, among those that it is about.
   *
   * @return done when each has been taken up or let go; fails when one could not
   */
  Future<Void> have(Predicate<MessageQueue> about, Collection<MessageQueue> wanted) {
    List<Future<Void>> changes = new ArrayList<>();
    for (Claim claim : List.copyOf(claims.values())) {
      if (about.test(claim.queue()) && !wanted.contains(claim.queue())) {
        changes.add(letGo(claim));
      }
    }
    for (MessageQueue queue : wanted) {
      if (!claims.containsKey(queue) && starting.add(queue)) {
        changes.add(takeUp(queue));
      }
    }
    return Future.join(changes)
        .<Void>mapEmpty()
        .onComplete(
            done -> {
              Set<MessageQueue> now = Set.copyOf(claims.keySet());
              if (!now.equals(queues)) {
                queues = now;
                onChange.accept(now);
              }
            });
  }

  private Future<Void> letGo(Claim claim) {
    LOG.debug("{} lets go of {}", options.group(), claim.queue());
    claims.remove(claim.queue());
    turns = List.copyOf(claims.values());
    Future<Void> last =
        options.autoCommit().isZero() || !claim.isCommitDue()
            ? Future.succeededFuture()
            : offsets.commit(claim.queue(), claim.handled());
    claim.close();
    return last;
  }

  private Future<Void> takeUp(MessageQueue queue) {
    return offsets
        .next(queue, options.start())
        .onComplete(
            found -> {
              starting.remove(queue);
              if (found.succeeded() && !closed) {
                add(queue, found.result());
              }
            })
        .mapEmpty();
  }

  private void add(MessageQueue queue, long offset) {
    LOG.debug("{} takes up {} at {}", options.group(), queue, offset);
    Filter filter = options.topics().getOrDefault(queue.topic(), Filter.all());
    QueueReader reader =
        new QueueReader(
            core,
            new QueuePuller(core, options.group(), queue, filter),
            options.readAhead(),
            offset,
            onNews,
            onFailure);
    Claim claim = new Claim(reader, offset);
    claims.put(queue, claim);
    turns = List.copyOf(claims.values());
    claim.readOn();
  }

  /** What was given out is handled. */
  void markHandled() {
    claims.values().forEach(Claim::markHandled);
  }

  /**
   * Commits what was handled, but for queues whose commit before has no answer yet: while a broker
   * is silent they would only pile up.
   */
  void commitHandled() {
    for (Claim claim : claims.values()) {
      if (claim.underway().isComplete()) {
        commitIfDue(claim);
      }
    }
  }

  /** The same a last time; done when all brokers have answered, whatever they say. */
  Future<Void> commitLast() {
    List<Future<Void>> commits = new ArrayList<>();
    for (Claim claim : claims.values()) {
      commits.add(claim.underway().transform(before -> commitIfDue(claim)));
    }
    return Future.join(commits).transform(done -> Future.succeededFuture());
  }

  private Future<Void> commitIfDue(Claim claim) {
    if (!claim.isCommitDue()) {
      return Future.succeededFuture();
    }
    Future<Void> commit = commit(claim.queue(), claim.handled()).onFailure(onFailure::accept);
    claim.setUnderway(commit);
    return commit;
  }

  /** Commits an offset of any queue. */
  Future<Void> commit(MessageQueue queue, long offset) {
    Claim claim = claims.get(queue);
    return offsets
        .commit(queue, offset)
        .onSuccess(
            done -> {
              if (claim != null) {
                claim.setCommitted(offset);
              }
            });
  }

  /** Reads no further. */
  void close() {
    closed = true;
    claims.values().forEach(Claim::close);
    claims.clear();
    turns = List.of();
    queues = Set.of();
  }
}
