package io.cometmq.soak;

import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.peer.api.PeerProducer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Messages that are popped and acknowledged one by one; some are left to come again. */
final class PopLane implements Lane {
  private static final long INVISIBLE_MS = 3_000;
  private static final long POLL_MS = 1_000;

  private final Ledger ledger = new Ledger("pop");
  private final String topic;
  private final PeerProducer producer;
  private final PeerPop consumer;
  private final Thread popping;
  private volatile boolean closed;
  private int sent;

  PopLane(Wiring wiring) {
    topic = wiring.topic("soak-pop", 4);
    producer = wiring.producer("pop");
    consumer = wiring.peer().pop("soak-consumer-pop", wiring.namesrv(), topic);
    popping = new Thread(this::pop, "soak-pop");
    popping.start();
  }

  private void pop() {
    while (!closed) {
      try {
        PeerPop.Result result =
            consumer.pop(PeerPop.Request.of(topic, 16, INVISIBLE_MS).waiting(POLL_MS));
        for (PeerMessage message : result.messages()) {
          consume(message);
        }
      } catch (PeerException e) {
        // the broker is away
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private void consume(PeerMessage message) {
    boolean forgets = message.text().hashCode() % 50 == 0 && message.reconsumeTimes() == 0;
    if (!forgets) {
      ledger.delivered(message.text());
      consumer.ack(message);
    }
  }

  @Override
  public void step() {
    String text = "pop " + sent++;
    producer.send(PeerMessage.of(topic, null, text));
    ledger.acknowledged(text);
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    closed = true;
    try {
      popping.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
    producer.close();
  }
}
