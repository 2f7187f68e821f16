package io.cometmq.it;

import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures timers: sends so many messages that come due evenly over so many seconds, then tells how
 * late they came. Run by hand; arguments: messages, seconds that they are spread over, seconds
 * until the first is due, and whether a consumer reads them.
 */
final class TimerLoad {
  private static final int UNDER_WAY = 2_000;
  private static final String TOPIC = "load";

  private TimerLoad() {}

  public static void main(String[] arguments) throws Exception {
    int messages = Integer.parseInt(arguments[0]);
    long spreadMs = 1_000L * Integer.parseInt(arguments[1]);
    long aheadMs = 1_000L * Integer.parseInt(arguments[2]);
    Path directory = Files.createTempDirectory("timer-load");
    try (BrokerProcess broker = BrokerProcess.startToMeasure(directory, "store.segment-size=1GiB");
        PeerProducer producer = Client.V5.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of(TOPIC, "t", "first"));
      tell(broker, "empty");
      long firstMs = System.currentTimeMillis() + aheadMs;
      send(producer, messages, firstMs, spreadMs);
      tell(broker, "sent, " + (firstMs - System.currentTimeMillis()) + " ms before the first");
      if (Boolean.parseBoolean(arguments[3])) {
        receive(broker, messages);
      }
      long end = firstMs + spreadMs + 60_000;
      await()
          .atMost(Duration.ofMillis(Math.max(1, end - System.currentTimeMillis())))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> Metrics.of(broker).value("comet_delay_lateness_seconds_count") >= messages);
      tell(broker, "delivered");
      broker.stop();
    }
  }

  private static void send(PeerProducer producer, int messages, long firstMs, long spreadMs)
      throws InterruptedException {
    Semaphore underWay = new Semaphore(UNDER_WAY);
    AtomicInteger failed = new AtomicInteger();
    String body = "x".repeat(100);
    for (int i = 0; i < messages; i++) {
      underWay.acquire();
      long dueMs = firstMs + i * spreadMs / messages;
      producer
          .sendAsync(
              PeerMessage.of(TOPIC, "t", body)
                  .withProperty("TIMER_DELIVER_MS", Long.toString(dueMs)))
          .whenComplete(
              (sent, failure) -> {
                underWay.release();
                if (failure != null) {
                  failed.incrementAndGet();
                }
              });
    }
    underWay.acquire(UNDER_WAY);
    System.out.println(failed + " of " + messages + " sends failed");
  }

  private static void receive(BrokerProcess broker, int messages) {
    int[] late = new int[messages];
    AtomicInteger received = new AtomicInteger();
    try (PeerConsumer consumer =
        Client.V5
            .peer()
            .pushConsumer(
                ConsumerSpec.of("readers", broker.namesrv(), TOPIC),
                message -> {
                  String due = message.properties().get("TIMER_OUT_MS");
                  if (due != null) {
                    late[received.getAndIncrement()] =
                        (int) (System.currentTimeMillis() - Long.parseLong(due));
                  }
                  return true;
                })) {
      await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> received.get() >= messages && !consumer.assigned().isEmpty());
    }
    Arrays.sort(late);
    System.out.printf(
        "at the consumer, ms after due: min %d p50 %d p99 %d p99.9 %d max %d%n",
        late[0],
        late[messages / 2],
        late[(int) (messages * 0.99)],
        late[(int) (messages * 0.999)],
        late[messages - 1]);
  }

  private static void tell(BrokerProcess broker, String when) throws Exception {
    System.out.println("--- " + when);
    Metrics.of(broker)
        .text()
        .lines()
        .filter(
            line ->
                line.startsWith("comet_delay")
                    || line.startsWith("jvm_memory_used_bytes{area=\"heap\"")
                    || line.startsWith("process_"))
        .forEach(System.out::println);
    System.out.println(
        Files.readString(Path.of("/proc/" + broker.pid() + "/status"))
            .lines()
            .filter(line -> line.startsWith("VmRSS") || line.startsWith("RssAnon"))
            .toList());
  }
}
