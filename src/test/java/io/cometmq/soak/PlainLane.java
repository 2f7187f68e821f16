package io.cometmq.soak;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import java.util.ArrayList;
import java.util.List;

/** Messages one by one and in batches, shared by two consumers, who fail some at the first try. */
final class PlainLane implements Lane {
  private static final int BATCH = 20;

  private final Ledger ledger = new Ledger("plain");
  private final Wiring wiring;
  private final String topic;
  private final PeerProducer producer;
  private final List<PeerConsumer> consumers;
  private int sent;

  PlainLane(Wiring wiring) {
    this.wiring = wiring;
    topic = wiring.topic("soak-plain", 4);
    producer = wiring.producer("plain");
    ConsumerSpec spec = wiring.consumer("plain", topic);
    consumers =
        List.of(
            wiring.peer().pushConsumer(spec.named("one"), this::consume),
            wiring.peer().pushConsumer(spec.named("two"), this::consume));
  }

  private boolean consume(PeerMessage message) {
    // each hundredth is taken at the second try only
    boolean fails = message.text().hashCode() % 100 == 0 && message.reconsumeTimes() == 0;
    if (!fails) {
      ledger.delivered(message.text());
    }
    return !fails;
  }

  @Override
  public void step() {
    if (wiring.random().nextInt(10) == 0) {
      List<PeerMessage> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(PeerMessage.of(topic, "t", "batched " + sent++));
      }
      producer.sendBatch(batch);
      batch.forEach(message -> ledger.acknowledged(message.text()));
    } else {
      String text = "plain " + sent++;
      producer.send(PeerMessage.of(topic, "t", text));
      ledger.acknowledged(text);
    }
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    consumers.forEach(PeerConsumer::close);
    producer.close();
  }
}
