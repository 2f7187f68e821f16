package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.speed.SpeedProcess;
import io.cometmq.speed.SpeedProcess.Figures;
import io.cometmq.testkit.BrokerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares our client with the official one on the same broker in one run: messages for each second
 * that the client's process is on processors, and times. Each client has a process of its own and
 * is used as it is unless told otherwise; they take turns, and each round gives a ratio. Not part
 * of the suite: {@code mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=ClientSpeed}.
 *
 * <p>System properties: {@code speed.messages} in each measurement of a sender that waits, others
 * take more; {@code speed.rounds} that count, {@code speed.warmup} before; {@code speed.rows},
 * names separated by commas, for some only; {@code speed.pin=false} to leave it to the machine
 * where processes run, which are on core 0 (broker, and what makes or reads messages for a client)
 * and core 1 (clients) otherwise; {@code speed.java} and {@code speed.java.official}, options of
 * Java for the process of our client and the official one.
 */
final class ClientSpeed {
  private static final int MESSAGES = Integer.getInteger("speed.messages", 30_000);
  private static final int ROUNDS = Integer.getInteger("speed.rounds", 5);
  private static final int WARMUP = Integer.getInteger("speed.warmup", 3);
  private static final List<String> ROWS =
      words(
          System.getProperty(
              "speed.rows", "sync-4,sync-16,sync-64,async,oneway,paced,consume,follow"));
  private static final boolean PINNED =
      !System.getProperty("speed.pin", "true").equals("false")
          && Runtime.getRuntime().availableProcessors() > 1;

  private static final String TOPIC = "speed";
  private static final int QUEUES = 8;
  private static final int BODY_BYTES = 1024;

  /** Messages that a consumer reads. */
  private static final int CONSUMED = 8 * MESSAGES;

  /** Messages in flight of the asynchronous sender. */
  private static final String IN_FLIGHT = "512";

  /** Messages of whoever does not go as fast as he can. */
  private static final int PER_MS = SpeedProcess.PER_MS;

  private final Map<String, List<Figures>> ours = new LinkedHashMap<>();
  private final Map<String, List<Figures>> theirs = new LinkedHashMap<>();
  private int names;

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("[, ]", -1));
  }

  @Test
  void compareWithOfficialClient(@TempDir Path directory) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try (BrokerProcess broker =
        BrokerProcess.startToMeasure(directory, "store.segment-size=256MiB")) {
      pin(broker.pid(), 0);
      pin(ProcessHandle.current().pid(), 0);
      Wire.topic(broker, TOPIC, QUEUES);
      CometClient own = CometClient.create(vertx, ClientOptions.of(broker.namesrv()));
      try (SpeedProcess comet = start(false, broker, directory);
          SpeedProcess official = start(true, broker, directory)) {
        fill(comet);
        for (int round = -WARMUP; round < ROUNDS; round++) {
          boolean oursFirst = round % 2 == 0;
          for (String row : ROWS) {
            for (boolean mine : List.of(oursFirst, !oursFirst)) {
              Figures figures = measure(row, mine ? comet : official, broker, own);
              System.err.println((mine ? "comet " : "official ") + row + " " + figures);
              if (round >= 0) {
                (mine ? ours : theirs).computeIfAbsent(row, none -> new ArrayList<>()).add(figures);
              }
            }
          }
        }
      } finally {
        own.close().await();
      }
    } finally {
      vertx.close().await();
    }
    print();
    assertThat(ours).hasSameSizeAs(theirs);
  }

  private static SpeedProcess start(boolean official, BrokerProcess broker, Path directory)
      throws IOException {
    String options = System.getProperty(official ? "speed.java.official" : "speed.java", "");
    return SpeedProcess.start(
        official,
        broker.namesrv(),
        TOPIC,
        directory,
        PINNED ? List.of("taskset", "-c", "1") : List.of(),
        words(options));
  }

  private static void pin(long pid, int core) throws IOException, InterruptedException {
    if (PINNED) {
      String[] command = {"taskset", "-acp", Integer.toString(core), Long.toString(pid)};
      Process taskset =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      assertThat(taskset.waitFor()).as("taskset, see speed.pin").isZero();
    }
  }

  private Figures measure(String row, SpeedProcess client, BrokerProcess broker, CometClient own)
      throws Exception {
    return switch (row) {
      case "sync-4" -> client.run("sync", "4", MESSAGES);
      case "sync-16" -> client.run("sync", "16", MESSAGES);
      case "sync-64" -> client.run("sync", "64", 2 * MESSAGES);
      // Java 21 or newer
      case "virtual-16" -> client.run("virtual", "16", MESSAGES);
      case "virtual-64" -> client.run("virtual", "64", 2 * MESSAGES);
      case "async" -> client.run("async", IN_FLIGHT, 4 * MESSAGES);
      case "oneway" -> client.run("oneway", "0", 4 * MESSAGES);
      case "paced" -> paced(client, broker, own);
      case "consume" -> client.run("consume", TOPIC, CONSUMED);
      case "follow" -> follow(client, broker, own);
      default -> throw new IllegalArgumentException("there is no row " + row);
    };
  }

  /** Something for everybody to read, sent before anything is measured. */
  private static void fill(SpeedProcess client) throws IOException {
    if (ROWS.contains("consume")) {
      client.run("async", IN_FLIGHT, CONSUMED);
    }
  }

  /** One-way messages, timed until somebody else has got them from the broker. */
  private Figures paced(SpeedProcess client, BrokerProcess broker, CometClient own)
      throws Exception {
    String topic = Wire.topic(broker, "paced-" + ++names, QUEUES);
    long[] nanos = new long[MESSAGES];
    AtomicInteger got = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    GroupConsumer reader =
        own.consume(
                ConsumerOptions.of("reader-" + names, topic)
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  long sent = ByteBuffer.wrap(message.body()).getLong();
                  int i = sent == 0 ? 0 : got.incrementAndGet();
                  if (i > 0) {
                    nanos[i - 1] = System.nanoTime() - sent;
                  }
                  if (i == nanos.length) {
                    all.countDown();
                  }
                  return Future.succeededFuture();
                })
            .await();
    Figures sent = client.run("paced", topic, nanos.length);
    all.await();
    reader.close().await();
    Arrays.sort(nanos);
    return new Figures(
        nanos.length,
        sent.seconds(),
        sent.cpuSeconds(),
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6);
  }

  /** Messages for a group that has nothing else to do, timed until its handler has them. */
  private Figures follow(SpeedProcess client, BrokerProcess broker, CometClient own)
      throws Exception {
    String topic = Wire.topic(broker, "follow-" + ++names, QUEUES);
    client.begin("follow", topic, MESSAGES);
    Producer producer = own.producer(ProducerOptions.of("maker"));
    for (int queue = 0; queue < QUEUES; queue++) {
      int number = queue;
      producer
          .send(Message.of(topic, body(0)), (queues, message) -> queues.get(number % queues.size()))
          .await();
    }
    client.awaitReady();
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      if (i % PER_MS == 0) {
        SpeedProcess.pause(start + i / PER_MS * 1_000_000L);
      }
      producer.send(Message.of(topic, body(System.nanoTime())), QueueSelector.byKey(i & 7));
    }
    Figures figures = client.figures();
    producer.close().await();
    return figures;
  }

  private static byte[] body(long now) {
    return ByteBuffer.allocate(BODY_BYTES).putLong(now).array();
  }

  private void print() {
    System.out.printf(
        "%n| %-8s | %-23s | %-17s | %-17s | %-9s | %-9s |%n|%s%n",
        "row",
        "messages per CPU second",
        "ratio (from – to)",
        "CPU us/message",
        "p50 ms",
        "p99 ms",
        "---|".repeat(6));
    for (String row : ours.keySet()) {
      List<Figures> mine = ours.getOrDefault(row, List.of());
      List<Figures> others = theirs.getOrDefault(row, List.of());
      double[] ratios =
          IntStream.range(0, mine.size())
              .mapToDouble(i -> mine.get(i).perCpuSecond() / others.get(i).perCpuSecond())
              .sorted()
              .toArray();
      System.out.printf(
          "| %-8s | %,9.0f vs %,8.0f | **%.2f** (%.2f – %.2f) | %.2f vs %.2f"
              + " | %.3f vs %.3f | %.3f vs %.3f |%n",
          row,
          median(mine, Figures::perCpuSecond),
          median(others, Figures::perCpuSecond),
          ratios[ratios.length / 2],
          ratios[0],
          ratios[ratios.length - 1],
          1e6 / median(mine, Figures::perCpuSecond),
          1e6 / median(others, Figures::perCpuSecond),
          median(mine, Figures::p50Ms),
          median(others, Figures::p50Ms),
          median(mine, Figures::p99Ms),
          median(others, Figures::p99Ms));
    }
  }

  private static double median(List<Figures> of, ToDoubleFunction<Figures> what) {
    double[] sorted = of.stream().mapToDouble(what).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
