package io.cometmq.soak;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Numbered messages in a few queues, consumed in order by two competing consumers. */
final class OrderlyLane implements Lane {
  private static final int QUEUES = 4;

  private final Ledger ledger = new Ledger("orderly");
  private final String topic;
  private final PeerProducer producer;
  private final List<PeerConsumer> consumers;
  private final int[] next = new int[QUEUES];
  private final Map<Integer, List<Integer>> firstDeliveries = new ConcurrentHashMap<>();
  private int turn;

  OrderlyLane(Wiring wiring) {
    topic = wiring.topic("soak-orderly", QUEUES);
    producer = wiring.producer("orderly");
    ConsumerSpec spec = wiring.consumer("orderly", topic).asOrderly();
    consumers =
        List.of(
            wiring.peer().pushConsumer(spec.named("one"), this::consume),
            wiring.peer().pushConsumer(spec.named("two"), this::consume));
  }

  private boolean consume(PeerMessage message) {
    int blank = message.text().indexOf(' ');
    int queue = Integer.parseInt(message.text().substring(0, blank));
    int number = Integer.parseInt(message.text().substring(blank + 1));
    List<Integer> seen =
        firstDeliveries.computeIfAbsent(
            queue, key -> Collections.synchronizedList(new ArrayList<>()));
    if (ledger.delivered(message.text()) == 1) {
      seen.add(number);
    }
    return true;
  }

  @Override
  public void step() {
    int queue = turn++ % QUEUES;
    // a number is used once: without an answer the message may be there all the same
    String text = queue + " " + next[queue]++;
    producer.sendToQueue(PeerMessage.of(topic, null, text), queue);
    ledger.acknowledged(text);
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void finish() {
    firstDeliveries.forEach(
        (queue, numbers) -> {
          for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) < numbers.get(i - 1)) {
              ledger.violation(
                  "queue " + queue + ": " + numbers.get(i) + " came after " + numbers.get(i - 1));
            }
          }
        });
  }

  @Override
  public void close() {
    consumers.forEach(PeerConsumer::close);
    producer.close();
  }
}
