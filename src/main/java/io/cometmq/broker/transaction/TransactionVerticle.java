package io.cometmq.broker.transaction;

import io.cometmq.broker.delay.DetourRules;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.Doorbell;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.bus.RecordAppends;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.bus.ServiceLoop;
import io.cometmq.bus.StorageProxy;
import io.cometmq.bus.TransactionEnd;
import io.cometmq.bus.TransactionProxy;
import io.cometmq.config.TransactionConfig;
import io.cometmq.metrics.TransactionStats;
import io.cometmq.model.TopicNames;
import io.cometmq.record.HostAddress;
import io.cometmq.store.MessageStore;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jctools.queues.MessagePassingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction context: decides alone on the outcome of transactions, asks producers for those
 * that stay open, and remembers how far all have ended.
 */
public final class TransactionVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionVerticle.class);
  private static final int ENDS_PER_TURN = 256;
  private static final int SCANNED_PER_STEP = 65_536;
  private static final long PROGRESS_MS = 1_000;
  private static final long RETRY_MS = 1;

  /** Appends that find no room in storage's ring, above which no further ends are taken. */
  private static final int MAX_WAITING = 256;

  /**
   * What it works with.
   *
   * @param connectionLoops number of event loops that serve connections
   */
  public record Parts(
      MessageStore store,
      StorageProxy storage,
      DispatchProxy<GroupState> dispatch,
      RegistrationProxy registration,
      TransactionProxy inbox,
      GroupState groups,
      TopicTable topics,
      DetourRules detours,
      TransactionConfig config,
      TransactionStats stats,
      Clock clock,
      String brokerName,
      int connectionLoops) {}

  private final Parts parts;
  private final HalfReader reader;
  private final MessagePassingQueue.Consumer<TransactionEnd> take = this::take;

  // set in start(), on the transaction context
  @SuppressWarnings("NullAway.Init")
  private LoopProxy loops;

  @SuppressWarnings("NullAway.Init")
  private RecordAppends appends;

  @SuppressWarnings("NullAway.Init")
  private HalfLedger ledger;

  @SuppressWarnings("NullAway.Init")
  private OpWriter ops;

  @SuppressWarnings("NullAway.Init")
  private TransactionEnder ender;

  @SuppressWarnings("NullAway.Init")
  private Progress progress;

  // read by the metrics
  private volatile long settled;

  /** Creates the verticle; deploy one instance as a worker. */
  public TransactionVerticle(Parts parts) {
    this.parts = parts;
    this.reader = new HalfReader(parts.store());
  }

  /** Transactions that have not ended; from any thread. */
  public long open() {
    return Math.max(0, reader.halves().maxOffset() - settled);
  }

  @Override
  public Future<?> start() {
    loops = new LoopProxy(vertx, parts.connectionLoops());
    int loop = ServiceLoop.TRANSACTION.number(parts.connectionLoops());
    appends = new RecordAppends(vertx, parts.storage(), parts.store().queues(), loop);
    rebuild();
    ender =
        new TransactionEnder(
            reader,
            ledger,
            ops,
            appends,
            parts.detours(),
            loops,
            parts.stats(),
            parts.clock(),
            parts.config().timeoutMs());
    HalfStore store = new HalfStore(appends, parts.topics(), parts.registration());
    HalfChecker checker = checker(store);
    parts.inbox().serve(new HalfResumer(reader, ledger, ender, ops, store));
    LoopProxy.serve(vertx, loop, this::finish);
    parts.inbox().bell().onRing(this::drain);
    vertx.setPeriodic(parts.config().checkIntervalMs(), id -> checker.round());
    vertx.setPeriodic(PROGRESS_MS, id -> report());
    return Future.succeededFuture();
  }

  private HalfChecker checker(HalfStore store) {
    return new HalfChecker(
        vertx,
        reader,
        ledger,
        ender,
        ops,
        store,
        new ProducerRing(parts.groups().producers()),
        parts.config(),
        parts.stats(),
        parts.clock(),
        parts.store().options().retentionMs(),
        parts.brokerName());
  }

  /** Finds out from the store which transactions are open. */
  private void rebuild() {
    long from = offset(TopicNames.HALF, reader.halves().minOffset(), reader.halves().maxOffset());
    long opsFrom = offset(TopicNames.OP_HALF, reader.ops().minOffset(), reader.ops().maxOffset());
    ledger = new HalfLedger(from);
    OpOffsets known = new OpOffsets(opsFrom);
    ops = new OpWriter(vertx, appends, known, parts.clock());
    progress = new Progress(parts.store().commitLog(), parts.dispatch(), ledger, known);
    reader.readOps(ledger, opsFrom, known);
    while (ledger.scanned() < reader.halves().maxOffset()) {
      reader.scan(ledger, SCANNED_PER_STEP);
    }
    HostAddress nobody = new HostAddress(new byte[4], 0);
    List<OpenHalf> open = ledger.looked();
    for (OpenHalf half : open) {
      if (reader.isCommitted(half) || reader.isStoredAgain(half)) {
        // the process was killed before it could store that this half has ended
        ledger.end(half.queueOffset());
        ops.add(half.queueOffset(), nobody);
      }
    }
    settled = ledger.settled();
    if (!open.isEmpty()) {
      LOG.info("{} transactions are open, {} had just ended", open(), open.size() - open());
    }
  }

  /** Where the group that RocketMQ uses for this has come to, within what is there. */
  private long offset(String topic, long min, long max) {
    long saved = parts.groups().offsets().find(TopicNames.TRANSACTION_GROUP, topic, 0);
    return Math.min(Math.max(saved, min), max);
  }

  @Override
  public Future<?> stop() {
    return ops.finish()
        .onComplete(
            done -> {
              progress.report();
              loops.flush();
            });
  }

  private void drain() {
    Doorbell bell = parts.inbox().bell();
    if (appends.waiting() > MAX_WAITING) {
      vertx.setTimer(RETRY_MS, id -> drain());
      return;
    }
    int taken = parts.inbox().drain(take, ENDS_PER_TURN);
    flush();
    if (taken > 0) {
      bell.again();
      return;
    }
    bell.rest();
    if (!parts.inbox().isEmpty()) {
      bell.ring();
    }
  }

  private void take(TransactionEnd end) {
    ender.take(end);
  }

  private void finish(List<LoopTask> batch) {
    LoopProxy.finish(batch);
    flush();
  }

  private void flush() {
    settled = ledger.settled();
    loops.flush();
  }

  private void report() {
    progress.report();
    flush();
  }
}
