package io.cometmq.soak;

import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerOutcome;
import io.cometmq.peer.api.PeerTransactionListener;
import io.cometmq.peer.api.PeerTransactions;

/**
 * Transactions that commit, roll back, or leave that to the broker's question; of the undecided
 * ones half end either way.
 */
final class TransactionLane implements Lane {
  private final Ledger ledger = new Ledger("transactions");
  private final Wiring wiring;
  private final String topic;
  private final PeerTransactions producer;
  private final PeerConsumer consumer;
  private int sent;

  TransactionLane(Wiring wiring) {
    this.wiring = wiring;
    topic = wiring.topic("soak-transactions", 4);
    producer =
        wiring
            .peer()
            .transactions(
                "soak-producer-transactions",
                wiring.namesrv(),
                new PeerTransactionListener() {
                  @Override
                  public PeerOutcome execute(PeerMessage message) {
                    return message.text().contains("later")
                        ? PeerOutcome.UNKNOWN
                        : outcome(message.text());
                  }

                  @Override
                  public PeerOutcome check(PeerMessage message) {
                    return outcome(message.text());
                  }
                });
    consumer = wiring.peer().pushConsumer(wiring.consumer("transactions", topic), this::consume);
  }

  private static PeerOutcome outcome(String text) {
    return text.startsWith("commit") ? PeerOutcome.COMMIT : PeerOutcome.ROLLBACK;
  }

  private boolean consume(PeerMessage message) {
    if (outcome(message.text()) == PeerOutcome.ROLLBACK) {
      ledger.violation(message.text() + " was rolled back and came");
    }
    ledger.delivered(message.text());
    return true;
  }

  @Override
  public void step() {
    String decision = wiring.random().nextInt(3) == 0 ? "rollback" : "commit";
    String when = wiring.random().nextInt(4) == 0 ? " later " : " ";
    String text = decision + when + sent++;
    producer.send(PeerMessage.of(topic, null, text));
    if (outcome(text) == PeerOutcome.COMMIT) {
      ledger.acknowledged(text);
    }
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
