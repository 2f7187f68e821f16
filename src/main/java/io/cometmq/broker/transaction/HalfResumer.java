package io.cometmq.broker.transaction;

import io.cometmq.bus.TransactionRequests;
import io.cometmq.model.TopicNames;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;

/**
 * Opens transactions again that were given up, and starts the count of checks anew for those that
 * are still open. Owned by the transaction context.
 *
 * <p>RocketMQ stores whatever record it is pointed at as a half, also one that is none and one that
 * has ended, which is then delivered twice. Here both are refused.
 */
final class HalfResumer implements TransactionRequests {
  private final HalfReader reader;
  private final HalfLedger ledger;
  private final TransactionEnder ender;
  private final OpWriter ops;
  private final HalfStore store;

  HalfResumer(
      HalfReader reader, HalfLedger ledger, TransactionEnder ender, OpWriter ops, HalfStore store) {
    this.reader = reader;
    this.ledger = ledger;
    this.ender = ender;
    this.ops = ops;
    this.store = store;
  }

  @Override
  public Future<Void> resume(long position) {
    StoredHalf givenUp = reader.read(TopicNames.GIVEN_UP_HALF, position);
    if (givenUp != null) {
      return store.reopen(givenUp.draft()).mapEmpty();
    }
    StoredHalf half = reader.read(position);
    if (half == null) {
      throw refusal(
          "no message of "
              + TopicNames.GIVEN_UP_HALF
              + " or "
              + TopicNames.HALF
              + " starts at "
              + position
              + " of the log; name one by the id that the broker gave it");
    }
    return restart(half);
  }

  private Future<Void> restart(StoredHalf stored) {
    long now = ledger.current(stored.queueOffset());
    OpenHalf known = ledger.find(now);
    if (ledger.isEnded(now)) {
      throw refusal(
          "the transaction of half "
              + now
              + " has ended; if it was given up, name its message in "
              + TopicNames.GIVEN_UP_HALF);
    }
    if (!ender.tryLock(now)) {
      throw refusal("the transaction of half " + now + " is being ended or asked for right now");
    }
    OpenHalf half = known == null ? stored.open() : known;
    MessageDraft draft = stored.draft();
    return store
        .again(draft, half.origin(), 0)
        .onSuccess(
            append -> {
              int size = append.records.remaining();
              ledger.moved(
                  now,
                  half.storedAgain(
                      append.queueOffset, append.physicalOffset, size, append.storeTimestamp, 0));
              ops.add(now, draft.storeHost);
            })
        .onComplete(done -> ender.unlock(now))
        .mapEmpty();
  }

  private static RefusedException refusal(String why) {
    return new RefusedException(
        ResponseCode.SYSTEM_ERROR, "Put message back to " + TopicNames.HALF + " failed: " + why);
  }
}
