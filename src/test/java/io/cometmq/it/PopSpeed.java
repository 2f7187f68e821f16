package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares pulling with popping and acknowledging, on the same messages in the same run: on raw
 * connections with one or several requests under way, and with the official push consumer. Not part
 * of the suite: {@code mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=PopSpeed}. With {@code -Dspeed.broker=PORT -Dspeed.namesrv=PORT -Dspeed.pid=PID} it
 * measures a broker that runs already, which may be RocketMQ's own.
 */
final class PopSpeed {
  private static final int CONNECTIONS = 4;
  private static final int MESSAGES = Integer.getInteger("speed.messages", 96_000);
  private static final int BODY_BYTES = 1024;
  private static final int ROUNDS = Integer.getInteger("speed.rounds", 3);

  /** Groups that consume everything, one after the other, in one measure. */
  private static final int GROUPS = 5;

  private static final int DEPTH = 4;
  private static final int QUEUES = CONNECTIONS * DEPTH;
  private static final int COMMIT_AND_SUBSCRIBE = 5;
  private static final String TOPIC = "speed";
  private static final byte[] NO_BODY = {};

  private final AtomicLong groups = new AtomicLong();

  /** How a popping client acknowledges. */
  private enum Acks {
    /** One request for all of a pop. */
    TOGETHER,
    /** One request for each message. */
    ONE_BY_ONE
  }

  /** The broker that is measured, of the default cluster and named broker-a. */
  private record Target(int port, int namesrvPort, long pid) {
    static Target of(BrokerProcess broker) {
      return new Target(broker.port("broker"), broker.port("namesrv"), broker.pid());
    }

    String namesrv() {
      return "127.0.0.1:" + namesrvPort;
    }
  }

  /** A rate, and how much time of a core each message took. */
  private record Result(long perSecond, double brokerMicros, double clientMicros) {}

  @Test
  void comparePopWithPull(@TempDir Path directory) throws Exception {
    Integer given = Integer.getInteger("speed.broker");
    if (given != null) {
      compare(new Target(given, Integer.getInteger("speed.namesrv"), Long.getLong("speed.pid")));
      return;
    }
    try (BrokerProcess broker =
        BrokerProcess.startToMeasure(directory, "store.segment-size=256MiB")) {
      compare(Target.of(broker));
    }
  }

  private void compare(Target broker) throws Exception {
    makeTopic(broker);
    inParallel(connection -> send(broker.port(), connection));
    for (int round = 0; round < ROUNDS; round++) {
      raw(broker, round, 1);
      raw(broker, round, DEPTH);
      official(broker, round);
    }
  }

  private static void makeTopic(Target broker) throws Exception {
    String make = "updateTopic -c DefaultCluster -t " + TOPIC + " -r " + QUEUES + " -w " + QUEUES;
    try (Clients clients = new Clients(broker.namesrv())) {
      assertThat(clients.admin(Client.V5).run(make.split(" ", -1))).contains("success");
    }
  }

  private void raw(Target broker, int round, int depth) throws Exception {
    int port = broker.port();
    Result pull =
        measured(
            broker,
            GROUPS,
            () -> {
              String group = "pull-" + groups.incrementAndGet();
              return inParallel(connection -> pull(port, group, connection, depth));
            });
    Result together = popped(broker, Acks.TOGETHER, depth);
    Result single = popped(broker, Acks.ONE_BY_ONE, depth);
    String shape = CONNECTIONS + " connections, " + depth + " under way";
    print(round, shape + ", pull and commit", pull, pull);
    print(round, shape + ", pop and batch ack", together, pull);
    print(round, shape + ", pop and single acks", single, pull);
  }

  private Result popped(Target broker, Acks acks, int depth) throws Exception {
    int port = broker.port();
    return measured(
        broker,
        GROUPS,
        () -> {
          String group = "pop-" + groups.incrementAndGet();
          AtomicLong left = new AtomicLong(MESSAGES);
          return inParallel(connection -> new Popping(group, acks, left).run(port, depth));
        });
  }

  private void official(Target broker, int round) throws Exception {
    Result pull = official(broker, false);
    Result pop = official(broker, true);
    print(round, "official push consumer, pull", pull, pull);
    print(round, "official push consumer, pop", pop, pull);
  }

  private Result official(Target broker, boolean byPop) throws Exception {
    String group = "push-" + groups.incrementAndGet();
    try (Clients clients = new Clients(broker.namesrv())) {
      clients.admin(Client.V5).run("updateSubGroup", "-c", "DefaultCluster", "-g", group);
      String mode = byPop ? "POP" : "PULL";
      String set = "setConsumeMode -c DefaultCluster -t " + TOPIC + " -g " + group;
      String done = clients.admin(Client.V5).run((set + " -m " + mode + " -q 0").split(" ", -1));
      assertThat(done).contains("success");
    }
    ConsumerSpec spec = ConsumerSpec.of(group, broker.namesrv(), TOPIC).assignedByBroker(true);
    AtomicLong got = new AtomicLong();
    Predicate<PeerMessage> listener = message -> got.incrementAndGet() > 0;
    try (PeerConsumer consumer = Client.V5.peer().pushConsumer(spec, listener)) {
      Awaitility.await().until(() -> got.get() > 0);
      int before = got.intValue();
      Result result =
          measured(
              broker,
              1,
              () -> {
                Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> got.get() >= MESSAGES);
                return MESSAGES - before;
              });
      assertThat(consumer.assigned()).isNotNull();
      return result;
    }
  }

  private static void print(int round, String shape, Result result, Result base) {
    System.out.printf(
        "PopSpeed round %d: %-48s %7d messages/s %3d %%, CPU broker %.1f us, client %.1f us each%n",
        round,
        shape,
        result.perSecond(),
        100 * result.perSecond() / base.perSecond(),
        result.brokerMicros(),
        result.clientMicros());
  }

  private interface Work {
    int run(int connection) throws Exception;
  }

  private static Result measured(Target broker, int times, Callable<Integer> work)
      throws Exception {
    double brokerCpu = cpuMicros(broker.pid());
    double clientCpu = cpuMicros(ProcessHandle.current().pid());
    int messages = 0;
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      messages += work.call();
    }
    long nanos = System.nanoTime() - start;
    return new Result(
        messages * 1_000_000_000L / nanos,
        (cpuMicros(broker.pid()) - brokerCpu) / messages,
        (cpuMicros(ProcessHandle.current().pid()) - clientCpu) / messages);
  }

  private static double cpuMicros(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(used -> used.toNanos() / 1e3)
        .orElse(Double.NaN);
  }

  private static int inParallel(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int connection = i;
        tasks.add(() -> work.run(connection));
      }
      int sum = 0;
      for (Future<Integer> each : threads.invokeAll(tasks)) {
        sum += each.get();
      }
      assertThat(sum).isEqualTo(MESSAGES);
      return sum;
    } finally {
      threads.shutdown();
    }
  }

  /**
   * Sends one by one to queue after queue, as producers do: what follows in a queue is scattered.
   */
  private static int send(int port, int connection) throws IOException {
    byte[] body = new byte[BODY_BYTES];
    try (LeanConnection lean = new LeanConnection(port)) {
      Map<String, String> fields = Wire.send(TOPIC);
      for (int sent = 0; sent < MESSAGES / CONNECTIONS; sent += DEPTH) {
        for (int queue = 0; queue < DEPTH; queue++) {
          fields.put("e", Integer.toString(connection * DEPTH + queue));
          lean.add(Wire.SEND, json(fields), body);
        }
        lean.flush();
        for (int queue = 0; queue < DEPTH; queue++) {
          lean.read();
          assertThat(lean.number("code")).isZero();
        }
      }
    }
    return MESSAGES / CONNECTIONS;
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> '"' + field.getKey() + "\":\"" + field.getValue() + '"')
        .collect(Collectors.joining(","));
  }

  /** Pulls the connection's queues, that many of them at a time. */
  private static int pull(int port, String group, int connection, int depth) throws IOException {
    int got = 0;
    try (LeanConnection lean = new LeanConnection(port)) {
      for (int first = 0; first < DEPTH; first += depth) {
        Map<Long, Integer> queueOf = new HashMap<>();
        for (int i = 0; i < depth; i++) {
          int queue = connection * DEPTH + first + i;
          queueOf.put((long) lean.add(Wire.PULL, pullFields(group, queue, 0), NO_BODY), queue);
        }
        lean.flush();
        while (!queueOf.isEmpty()) {
          lean.read();
          assertThat(lean.number("code")).isZero();
          int queue = queueOf.remove(lean.number("opaque"));
          long offset = lean.number("nextBeginOffset");
          if (offset < MESSAGES / QUEUES) {
            queueOf.put(
                (long) lean.add(Wire.PULL, pullFields(group, queue, offset), NO_BODY), queue);
            lean.flush();
          } else {
            got += (int) offset;
          }
        }
      }
    }
    return got;
  }

  private static String pullFields(String group, int queue, long offset) {
    return "\"consumerGroup\":\""
        + group
        + "\",\"topic\":\""
        + TOPIC
        + "\",\"queueId\":\""
        + queue
        + "\",\"queueOffset\":\""
        + offset
        + "\",\"commitOffset\":\""
        + offset
        + "\",\"maxMsgNums\":\"32\",\"sysFlag\":\""
        + COMMIT_AND_SUBSCRIBE
        + "\",\"suspendTimeoutMillis\":\"0\",\"subVersion\":\"0\",\"subscription\":\"*\","
        + "\"expressionType\":\"TAG\"";
  }

  /** One popping client: acknowledges what came with the next pop, as a busy client does. */
  private static final class Popping {
    private final String group;
    private final Acks acks;
    private final AtomicLong left;
    private int unanswered;
    private int got;

    Popping(String group, Acks acks, AtomicLong left) {
      this.group = group;
      this.acks = acks;
      this.left = left;
    }

    int run(int port, int depth) throws IOException {
      try (LeanConnection lean = new LeanConnection(port)) {
        Map<Long, Boolean> pops = new HashMap<>();
        for (int i = 0; i < depth; i++) {
          pops.put((long) pop(lean), true);
        }
        lean.flush();
        while (!pops.isEmpty() || unanswered > 0) {
          lean.read();
          if (pops.remove(lean.number("opaque")) == null) {
            assertThat(lean.number("code")).isZero();
            unanswered--;
            continue;
          }
          if (lean.number("code") == 0) {
            acknowledge(lean);
          } else {
            assertThat(lean.number("code")).isEqualTo(210);
          }
          if (left.get() > 0) {
            pops.put((long) pop(lean), true);
          }
          lean.flush();
        }
      }
      return got;
    }

    private int pop(LeanConnection lean) {
      return lean.add(
          Wire.POP,
          "\"consumerGroup\":\""
              + group
              + "\",\"topic\":\""
              + TOPIC
              + "\",\"queueId\":\"-1\",\"maxMsgNums\":\"32\",\"invisibleTime\":\"60000\","
              + "\"pollTime\":\"0\",\"bornTime\":\"0\",\"initMode\":\"0\"",
          NO_BODY);
    }

    private void acknowledge(LeanConnection popped) {
      long popTime = popped.number("popTime");
      long reviveQueue = popped.number("reviveQid");
      StringBuilder body = new StringBuilder("{\"acks\":[");
      for (String chunk : popped.text("msgOffsetInfo").split(";", -1)) {
        String[] parts = chunk.split(" ", -1);
        String[] offsets = parts[2].split(",", -1);
        got += offsets.length;
        left.addAndGet(-offsets.length);
        if (acks == Acks.TOGETHER) {
          body.append(body.charAt(body.length() - 1) == '[' ? "" : ",");
          bulk(body, popTime, reviveQueue, parts[1], offsets);
        } else {
          for (String offset : offsets) {
            popped.add(
                Wire.ACK, ackFields(popTime, reviveQueue, parts[1], offsets[0], offset), NO_BODY);
            unanswered++;
          }
        }
      }
      if (acks == Acks.TOGETHER) {
        popped.add(
            Wire.BATCH_ACK, "", body.append("]}").toString().getBytes(StandardCharsets.US_ASCII));
        unanswered++;
      }
    }

    private String ackFields(
        long popTime, long reviveQueue, String queue, String start, String offset) {
      return "\"consumerGroup\":\""
          + group
          + "\",\"topic\":\""
          + TOPIC
          + "\",\"queueId\":\""
          + queue
          + "\",\"offset\":\""
          + offset
          + "\",\"extraInfo\":\""
          + start
          + ' '
          + popTime
          + " 60000 "
          + reviveQueue
          + " 0 broker-a "
          + queue
          + ' '
          + offset
          + '"';
    }

    private void bulk(
        StringBuilder body, long popTime, long reviveQueue, String queue, String[] offsets) {
      long start = Long.parseLong(offsets[0]);
      BitSet bits = new BitSet();
      for (String offset : offsets) {
        bits.set((int) (Long.parseLong(offset) - start));
      }
      body.append("{\"b\":\"").append(Base64.getEncoder().encodeToString(bits.toByteArray()));
      body.append("\",\"c\":\"").append(group).append("\",\"it\":60000,\"pt\":").append(popTime);
      body.append(",\"q\":").append(queue).append(",\"r\":\"0\",\"rq\":").append(reviveQueue);
      body.append(",\"so\":").append(start).append(",\"t\":\"").append(TOPIC).append("\"}");
    }
  }
}
