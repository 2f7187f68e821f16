package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares our client with the official one on the same broker, in the same process and run:
 * messages for each second of CPU time of this process, and times to a receipt. Not part of the
 * suite: {@code mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=ClientSpeed}.
 */
final class ClientSpeed {
  private static final int MESSAGES = Integer.getInteger("speed.messages", 60_000);
  private static final int ROUNDS = Integer.getInteger("speed.rounds", 3);
  private static final int IN_FLIGHT = 512;
  private static final int THREADS = 4;
  private static final byte[] BODY = new byte[1024];
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static long[] nanos = new long[0];

  @Test
  void compareWithOfficialClient(@TempDir Path directory) throws Exception {
    Arrays.fill(BODY, (byte) 'x');
    Vertx vertx = Vertx.vertx();
    try (BrokerProcess broker = BrokerProcess.start(directory, "store.segment-size=256MiB");
        PeerProducer official = Client.V5.peer().producer("official-speed", broker.namesrv())) {
      Wire.topic(broker, "speed", 8);
      CometClient client = CometClient.create(vertx, ClientOptions.of(broker.namesrv()));
      Producer ours = client.producer(ProducerOptions.of("our-speed"));
      Producer gathering =
          client.producer(
              ProducerOptions.of("our-gathering").withBatching(16_000, Duration.ofMillis(1)));
      Message message = Message.of("speed", BODY).withTag("t");
      PeerMessage peer = PeerMessage.of("speed", "t", BODY);
      for (int round = 0; round < ROUNDS; round++) {
        measure("sync, ours", () -> sync(i -> ours.send(message).await()));
        measure("sync, official", () -> sync(i -> official.send(peer)));
        measure(
            "async, ours",
            () -> async((i, done) -> ours.send(message).onComplete(x -> done.run())));
        measure(
            "async, official",
            () -> async((i, done) -> official.sendAsync(peer).whenComplete((x, e) -> done.run())));
        measure(
            "async gathered, ours",
            () ->
                async(
                    (i, done) ->
                        gathering
                            .send(message, QueueSelector.byKey(i & 7))
                            .onComplete(x -> done.run())));
        measure(
            "one-way, ours",
            () ->
                single(
                    i -> {
                      // the official client holds its caller back; ours has it wait where it likes
                      Future<Void> left = ours.sendOneWay(message);
                      if (i % IN_FLIGHT == 0) {
                        left.await();
                      }
                    },
                    () -> ours.send(message).await()));
        measure(
            "one-way, official",
            () -> single(i -> official.sendOneway(peer), () -> official.send(peer)));
        measure("consume, ours", () -> consumeOurs(client));
        measure("consume, official", () -> consumeOfficial(broker.namesrv()));
      }
      client.close().await();
    } finally {
      vertx.close().await();
    }
  }

  private static void measure(String what, Runnable work) {
    nanos = new long[MESSAGES];
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    Arrays.sort(nanos);
    System.out.printf(
        "%-22s %8.0f/s %8.0f per CPU second, p50 %.2f ms, p99 %.2f ms%n",
        what,
        MESSAGES / seconds,
        MESSAGES / cpuSeconds,
        nanos[MESSAGES / 2] / 1e6,
        nanos[MESSAGES / 100 * 99] / 1e6);
  }

  /** Ends with a send that is answered, so that the work of what is queued counts, too. */
  private static void single(IntConsumer send, Runnable last) {
    IntStream.range(0, MESSAGES).forEach(send);
    last.run();
  }

  private static void sync(IntConsumer send) {
    Thread[] threads = new Thread[THREADS];
    AtomicInteger next = new AtomicInteger();
    for (int t = 0; t < THREADS; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = next.getAndIncrement(); i < MESSAGES; i = next.getAndIncrement()) {
                  long start = System.nanoTime();
                  send.accept(i);
                  nanos[i] = System.nanoTime() - start;
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @FunctionalInterface
  private interface AsyncSend {
    void send(int number, Runnable done);
  }

  private static void async(AsyncSend send) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    for (int i = 0; i < MESSAGES; i++) {
      free.acquireUninterruptibly();
      int number = i;
      long start = System.nanoTime();
      send.send(
          number,
          () -> {
            nanos[number] = System.nanoTime() - start;
            free.release();
          });
    }
    free.acquireUninterruptibly(IN_FLIGHT);
  }

  private static final AtomicLong groups = new AtomicLong();

  private static void consumeOurs(CometClient client) {
    AtomicLong count = new AtomicLong();
    GroupConsumer consumer =
        client
            .consume(
                ConsumerOptions.of("ours-" + groups.incrementAndGet(), "speed")
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  count.incrementAndGet();
                  return Future.succeededFuture();
                })
            .await();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> count.get() >= MESSAGES);
    assertThat(count.get()).isGreaterThanOrEqualTo(MESSAGES);
    consumer.close().await();
  }

  private static void consumeOfficial(String namesrv) {
    AtomicLong count = new AtomicLong();
    try (PeerConsumer consumer =
        Client.V5
            .peer()
            .pushConsumer(
                ConsumerSpec.of("official-" + groups.incrementAndGet(), namesrv, "speed"),
                message -> count.incrementAndGet() > 0)) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> count.get() >= MESSAGES);
      assertThat(consumer.assigned()).isNotEmpty();
    }
  }
}
