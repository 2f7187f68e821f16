package io.cometmq.broker.transaction;

import io.cometmq.broker.group.TransactionCheck;
import io.cometmq.bus.RecordAppend;
import io.cometmq.config.TransactionConfig;
import io.cometmq.metrics.TransactionStats;
import io.cometmq.model.MessageId;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordLayout;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks producers what became of transactions that stay open, and gives up those that nobody ends.
 * Owned by the transaction context.
 *
 * <p>As in RocketMQ a half is stored again, with its count of checks, each time its producer is
 * asked: so the halves that matter stay together at the end of their topic, and young.
 */
final class HalfChecker {
  private static final Logger LOG = LoggerFactory.getLogger(HalfChecker.class);
  private static final int SCANNED_PER_TURN = 4_096;
  private static final int ASKED_PER_TURN = 64;

  /** Age at which a half that is not to be asked for yet is stored again, to stay near the end. */
  private static final long RENEW_MS = 300_000;

  private final Vertx vertx;
  private final HalfReader reader;
  private final HalfLedger ledger;
  private final TransactionEnder ender;
  private final OpWriter ops;
  private final HalfStore store;
  private final ProducerRing producers;
  private final TransactionConfig config;
  private final TransactionStats stats;
  private final Clock clock;
  private final long retentionMs;
  private final String brokerName;

  private boolean running;
  private long roundStart;
  private long scanTo;
  private Iterator<OpenHalf> halves = List.<OpenHalf>of().iterator();

  HalfChecker(
      Vertx vertx,
      HalfReader reader,
      HalfLedger ledger,
      TransactionEnder ender,
      OpWriter ops,
      HalfStore store,
      ProducerRing producers,
      TransactionConfig config,
      TransactionStats stats,
      Clock clock,
      long retentionMs,
      String brokerName) {
    this.vertx = vertx;
    this.reader = reader;
    this.ledger = ledger;
    this.ender = ender;
    this.ops = ops;
    this.store = store;
    this.producers = producers;
    this.config = config;
    this.stats = stats;
    this.clock = clock;
    this.retentionMs = retentionMs;
    this.brokerName = brokerName;
  }

  /** Begins a round, unless one is under way. */
  void round() {
    if (!running) {
      running = true;
      roundStart = clock.millis();
      scanTo = reader.halves().maxOffset();
      scan();
    }
  }

  private void scan() {
    reader.scan(ledger, SCANNED_PER_TURN);
    if (ledger.scanned() < scanTo) {
      vertx.runOnContext(next -> scan());
    } else {
      halves = ledger.looked().iterator();
      goOn();
    }
  }

  private void goOn() {
    List<Future<?>> parts = new ArrayList<>();
    while (halves.hasNext() && parts.size() < ASKED_PER_TURN) {
      OpenHalf half = halves.next();
      if (needsSomething(half)
          && half.equals(ledger.find(half.queueOffset()))
          && ender.tryLock(half.queueOffset())) {
        parts.add(look(half).onComplete(done -> ender.unlock(half.queueOffset())));
      }
    }
    if (parts.isEmpty()) {
      running = false;
      return;
    }
    Future.join(parts)
        .onFailure(cause -> LOG.warn("asking for transactions failed, will try again", cause))
        .onComplete(done -> goOn());
  }

  private boolean needsSomething(OpenHalf half) {
    return half.storedMs() < roundStart
        && (isHopeless(half)
            || half.isDue(clock.millis(), config.timeoutMs())
            || clock.millis() - half.storedMs() > RENEW_MS);
  }

  private boolean isHopeless(OpenHalf half) {
    return half.checks() >= config.maxChecks() || clock.millis() - half.bornMs() > retentionMs;
  }

  private Future<?> look(OpenHalf half) {
    StoredHalf stored = reader.read(half.position());
    if (stored == null) {
      LOG.warn("half {} is open and has been deleted from the log, it is given up", half);
      return giveUp(half, new HostAddress(new byte[4], 0));
    }
    MessageDraft draft = stored.draft();
    if (isHopeless(half)) {
      LOG.warn(
          "transaction {} of group {} is given up after {} checks, it is moved to {}",
          draft.property(PropertyNames.TRANSACTION_ID),
          draft.property(PropertyNames.PRODUCER_GROUP),
          half.checks(),
          TopicNames.GIVEN_UP_HALF);
      return store.setAside(draft).compose(done -> giveUp(half, draft.storeHost));
    }
    boolean ask = half.isDue(clock.millis(), config.timeoutMs());
    int checks = half.checks() + (ask ? 1 : 0);
    return store
        .again(draft, half.origin(), checks)
        .onSuccess(
            append -> {
              int size = append.records.remaining();
              ledger.moved(
                  half.queueOffset(),
                  half.storedAgain(
                      append.queueOffset,
                      append.physicalOffset,
                      size,
                      append.storeTimestamp,
                      checks));
              ops.add(half.queueOffset(), draft.storeHost);
              if (ask) {
                ask(draft, append);
              }
            });
  }

  private Future<Void> giveUp(OpenHalf half, HostAddress host) {
    ledger.end(half.queueOffset());
    stats.onGivenUp();
    return ops.add(half.queueOffset(), host);
  }

  private void ask(MessageDraft draft, RecordAppend append) {
    if (producers.ask(
        String.valueOf(draft.property(PropertyNames.PRODUCER_GROUP)), check(draft, append))) {
      stats.onCheck();
    } else {
      stats.onNoProducer();
    }
  }

  private TransactionCheck check(MessageDraft draft, RecordAppend append) {
    @Nullable String id = draft.property(PropertyNames.UNIQ_KEY);
    draft.topic = String.valueOf(draft.property(PropertyNames.REAL_TOPIC));
    draft.queueId = (int) draft.number(PropertyNames.REAL_QUEUE_ID, 0);
    ByteBuffer record = draft.encode();
    record.putLong(RecordLayout.QUEUE_OFFSET, append.queueOffset);
    record.putLong(RecordLayout.PHYSICAL_OFFSET, append.physicalOffset);
    int sysFlag = record.getInt(RecordLayout.SYS_FLAG);
    record.putLong(RecordLayout.storeTimestamp(sysFlag), append.storeTimestamp);
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    HostAddress host = draft.storeHost;
    return new TransactionCheck(
        TopicNames.HALF,
        append.queueOffset,
        append.physicalOffset,
        id,
        new MessageId(host.ip(), host.port(), append.physicalOffset).toHex(),
        brokerName,
        bytes);
  }
}
