package io.cometmq.soak;

import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;

/** Messages by delay level and by time, none of which may come early. */
final class DelayLane implements Lane {
  private static final long[] LEVELS_MS = {0, 1_000, 5_000, 10_000};
  private static final int LONGEST_MS = 12_000;

  private final Ledger ledger = new Ledger("delayed");
  private final Wiring wiring;
  private final String topic;
  private final PeerProducer producer;
  private final PeerConsumer consumer;
  private int sent;

  DelayLane(Wiring wiring) {
    this.wiring = wiring;
    topic = wiring.topic("soak-delayed", 4);
    producer = wiring.producer("delayed");
    consumer = wiring.peer().pushConsumer(wiring.consumer("delayed", topic), this::consume);
  }

  private boolean consume(PeerMessage message) {
    long dueMs = Long.parseLong(message.text().substring(message.text().indexOf('@') + 1));
    long early = dueMs - System.currentTimeMillis();
    if (early > 0) {
      ledger.violation(message.text() + " came " + early + " ms early");
    }
    ledger.delivered(message.text());
    return true;
  }

  @Override
  public void step() {
    long now = System.currentTimeMillis();
    if (wiring.random().nextBoolean()) {
      int level = 1 + wiring.random().nextInt(LEVELS_MS.length - 1);
      send(now + LEVELS_MS[level], "DELAY", Integer.toString(level));
    } else {
      int millis = 1 + wiring.random().nextInt(LONGEST_MS);
      send(now + millis, "TIMER_DELIVER_MS", Long.toString(now + millis));
    }
  }

  private void send(long dueMs, String property, String value) {
    String text = property + " " + sent++ + "@" + dueMs;
    producer.send(PeerMessage.of(topic, null, text).withProperty(property, value));
    ledger.acknowledged(text);
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
