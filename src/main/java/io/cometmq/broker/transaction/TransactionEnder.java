package io.cometmq.broker.transaction;

import io.cometmq.broker.delay.DetourRules;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.RecordAppends;
import io.cometmq.bus.TransactionEnd;
import io.cometmq.metrics.TransactionStats;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Commits and rolls back. Owned by the transaction context, which so decides alone when several
 * ends of one transaction come at once: the first one counts.
 */
final class TransactionEnder {
  private static final int REMEMBERED = 16_384;

  private final HalfReader reader;
  private final HalfLedger ledger;
  private final OpWriter ops;
  private final RecordAppends appends;
  private final DetourRules detours;
  private final LoopProxy loops;
  private final TransactionStats stats;
  private final Clock clock;
  private final long timeoutMs;

  // halves that something is being stored for, with what has come for them meanwhile
  private final Map<Long, ArrayDeque<TransactionEnd>> busy = new HashMap<>();

  // how the latest transactions ended, for producers that say it again: true for commit
  private final Map<Long, Boolean> outcomes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  TransactionEnder(
      HalfReader reader,
      HalfLedger ledger,
      OpWriter ops,
      RecordAppends appends,
      DetourRules detours,
      LoopProxy loops,
      TransactionStats stats,
      Clock clock,
      long timeoutMs) {
    this.reader = reader;
    this.ledger = ledger;
    this.ops = ops;
    this.appends = appends;
    this.detours = detours;
    this.loops = loops;
    this.stats = stats;
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** Takes what a producer says; it goes back to its loop when that is stored, or refused. */
  void take(TransactionEnd end) {
    long half = ledger.current(end.queueOffset());
    ArrayDeque<TransactionEnd> waiting = busy.get(half);
    if (waiting != null) {
      waiting.add(end);
      return;
    }
    try {
      run(end, half);
    } catch (RuntimeException e) {
      answer(end, e);
    }
  }

  /**
   * Keeps a half as it is until {@link #unlock}.
   *
   * @return false when it is being ended right now
   */
  boolean tryLock(long half) {
    return busy.putIfAbsent(half, new ArrayDeque<>(0)) == null;
  }

  /** Lets go of a half, and goes on with what has come for it. */
  void unlock(long half) {
    ArrayDeque<TransactionEnd> waiting = Objects.requireNonNull(busy.remove(half));
    waiting.forEach(this::take);
  }

  private void run(TransactionEnd end, long half) {
    StoredHalf stored = checked(end);
    OpenHalf moved = half == end.queueOffset() ? null : ledger.find(half);
    if (moved != null) {
      stored = storedAgain(stored, moved);
    }
    if (ledger.isEnded(half)) {
      Boolean committed = outcomes.get(half);
      if (committed == null || committed != end.isCommit()) {
        throw alreadyEnded(half, committed);
      }
      answer(end, null);
    } else if (end.isCommit()) {
      commit(end, half, stored);
    } else {
      rollBack(end, half, stored.draft().storeHost);
    }
  }

  private void commit(TransactionEnd end, long half, StoredHalf stored) {
    MessageDraft message = stored.draft();
    boolean waits = !"false".equals(message.property(PropertyNames.WAIT));
    prepare(message, stored.position());
    HostAddress host = message.storeHost;
    tryLock(half);
    appends
        .append(message, waits)
        .onComplete(
            done -> {
              if (done.succeeded()) {
                ended(half, true, host);
                stats.onCommit();
              }
              answer(end, done.cause());
              unlock(half);
            });
  }

  /** Makes the message that consumers see from a half. */
  private void prepare(MessageDraft message, long halfPosition) {
    String topic = message.property(PropertyNames.REAL_TOPIC);
    if (topic == null) {
      throw notFound("it names no topic");
    }
    message.topic = topic;
    message.queueId = (int) message.number(PropertyNames.REAL_QUEUE_ID, 0);
    message.sysFlag =
        message.sysFlag & ~MessageSysFlag.TRANSACTION_MASK | MessageSysFlag.TRANSACTION_COMMIT;
    message.preparedTransactionOffset = halfPosition;
    try {
      detours.apply(message, clock.millis());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, String.valueOf(e.getMessage()));
    }
  }

  private void rollBack(TransactionEnd end, long half, HostAddress host) {
    ended(half, false, host).onComplete(stored -> answer(end, stored.cause()));
    stats.onRollback();
  }

  private Future<Void> ended(long half, boolean committed, HostAddress host) {
    ledger.end(half);
    outcomes.put(half, committed);
    return ops.add(half, host);
  }

  /** The half that an end is about, if it is allowed to end it. */
  private StoredHalf checked(TransactionEnd end) {
    StoredHalf stored = reader.read(end.position());
    if (stored == null) {
      throw notFound("no half starts at " + end.position() + " of the log, or it is too old");
    }
    MessageDraft half = stored.draft();
    if (!end.isFromCheck() && isLate(half)) {
      throw new RefusedException(
          ResponseCode.ILLEGAL_OPERATION,
          "the transaction is older than its "
              + PropertyNames.CHECK_IMMUNITY_SECONDS
              + ", only an answer to a check ends it now");
    }
    if (!end.producerGroup().equals(half.property(PropertyNames.PRODUCER_GROUP))) {
      throw new RefusedException(ResponseCode.SYSTEM_ERROR, "The producer group wrong");
    }
    if (stored.queueOffset() != end.queueOffset()) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR, "The transaction state table offset wrong");
    }
    return stored;
  }

  /** The half as it is now. What it says of its origin is believed of the same message only. */
  private StoredHalf storedAgain(StoredHalf before, OpenHalf now) {
    StoredHalf stored = reader.read(now.position());
    String id = before.draft().property(PropertyNames.UNIQ_KEY);
    if (stored == null || !Objects.equals(id, stored.draft().property(PropertyNames.UNIQ_KEY))) {
      throw alreadyEnded(before.queueOffset(), null);
    }
    return stored;
  }

  private boolean isLate(MessageDraft half) {
    String immunity = half.property(PropertyNames.CHECK_IMMUNITY_SECONDS);
    if (immunity == null || immunity.isEmpty()) {
      return false;
    }
    long seconds = half.number(PropertyNames.CHECK_IMMUNITY_SECONDS, 0);
    long ageMs = clock.millis() - half.bornTimestamp;
    return ageMs > Math.max(timeoutMs, seconds * 1_000);
  }

  private static RefusedException notFound(String why) {
    return new RefusedException(
        ResponseCode.SYSTEM_ERROR, "Find prepared transaction message failed: " + why);
  }

  private static RefusedException alreadyEnded(long half, @Nullable Boolean committed) {
    String how = committed == null ? "ended" : committed ? "committed" : "rolled back";
    return notFound("the transaction of half " + half + " has been " + how + " already");
  }

  private void answer(TransactionEnd end, @Nullable Throwable failure) {
    if (failure != null) {
      end.fail(failure);
    }
    loops.add(end);
  }
}
