package io.cometmq.broker.transaction;

import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageDraft;
import io.cometmq.util.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores which halves have ended, many in one message. Owned by the transaction context.
 *
 * <p>RocketMQ collects for up to three seconds. Here it is only a moment: what was not stored when
 * the process is killed has to be found out again at the next start.
 */
final class OpWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OpWriter.class);
  private static final long COLLECT_MS = 10;
  private static final long RETRY_MS = 1_000;

  private final Vertx vertx;
  private final RecordAppends appends;
  private final OpOffsets stored;
  private final Clock clock;
  private final ArrayDeque<Long> ended = new ArrayDeque<>();
  private Promise<Void> batch = Promise.promise();
  private HostAddress host = new HostAddress(new byte[4], 0);
  private Future<Void> writing = Future.succeededFuture();
  private boolean busy;

  OpWriter(Vertx vertx, RecordAppends appends, OpOffsets stored, Clock clock) {
    this.vertx = vertx;
    this.appends = appends;
    this.stored = stored;
    this.clock = clock;
  }

  /**
   * Stores soon that a half has ended.
   *
   * @param storeHost of the half
   * @return completes when that is stored
   */
  Future<Void> add(long halfOffset, HostAddress storeHost) {
    ended.add(halfOffset);
    host = storeHost;
    if (!busy) {
      busy = true;
      vertx.setTimer(COLLECT_MS, id -> write());
    }
    return batch.future();
  }

  /** Completes when everything that was added is stored. */
  Future<Void> finish() {
    return ended.isEmpty() ? writing : batch.future();
  }

  private void write() {
    Promise<Void> taken = batch;
    batch = Promise.promise();
    writing = taken.future();
    List<Future<RecordAppend>> parts = new ArrayList<>();
    List<Long> all = new ArrayList<>(ended);
    while (!ended.isEmpty()) {
      int before = ended.size();
      byte[] body = OpBody.write(ended);
      int from = all.size() - before;
      parts.add(append(body, Collections.max(all.subList(from, all.size() - ended.size()))));
    }
    Future.join(parts).onComplete(done -> written(done, all, taken));
  }

  private Future<RecordAppend> append(byte[] body, long newestHalf) {
    MessageDraft op = new MessageDraft();
    op.topic = TopicNames.OP_HALF;
    op.bornTimestamp = clock.millis();
    op.bornHost = host;
    op.storeHost = host;
    op.body = body;
    op.properties.put(PropertyNames.WAIT, "true");
    op.properties.put(PropertyNames.TAGS, "d");
    return appends.append(op, true).onSuccess(append -> stored.add(append.queueOffset, newestHalf));
  }

  private void written(AsyncResult<?> done, List<Long> all, Promise<Void> taken) {
    if (done.failed()) {
      // storing an end twice does no harm
      LOG.warn("storing the ends of {} transactions failed, will try again", all.size());
      all.forEach(ended::addFirst);
      batch.future().onComplete(taken);
      vertx.setTimer(RETRY_MS, id -> write());
      return;
    }
    taken.complete();
    if (ended.isEmpty()) {
      busy = false;
    } else {
      vertx.setTimer(COLLECT_MS, id -> write());
    }
  }
}
