package io.cometmq.soak;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;

/** Messages with a number among their properties, of which a consumer wants some. */
final class SqlLane implements Lane {
  private static final int NUMBERS = 100;
  private static final int WANTED_FROM = 50;

  private final Ledger ledger = new Ledger("sql92");
  private final Wiring wiring;
  private final String topic;
  private final PeerProducer producer;
  private final PeerConsumer consumer;
  private int sent;

  SqlLane(Wiring wiring) {
    this.wiring = wiring;
    topic = wiring.topic("soak-sql", 4);
    producer = wiring.producer("sql");
    ConsumerSpec spec =
        wiring.consumer("sql", topic).withSql("number >= " + WANTED_FROM + " AND kind = 'soak'");
    consumer = wiring.peer().pushConsumer(spec, this::consume);
  }

  private boolean consume(PeerMessage message) {
    if (!message.text().startsWith("wanted")) {
      ledger.violation(message.text() + " came");
    }
    ledger.delivered(message.text());
    return true;
  }

  @Override
  public void step() {
    int number = wiring.random().nextInt(NUMBERS);
    String text = (number >= WANTED_FROM ? "wanted " : "unwanted ") + sent++;
    producer.send(
        PeerMessage.of(topic, null, text)
            .withProperty("number", Integer.toString(number))
            .withProperty("kind", "soak"));
    if (number >= WANTED_FROM) {
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
