package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.BrokerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares pulling with popping and acknowledging, on the same messages in the same run. Not part
 * of the suite: {@code mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=PopSpeed}.
 */
final class PopSpeed {
  private static final int QUEUES = 4;
  private static final int MESSAGES = 400_000;
  private static final int BODY_BYTES = 256;
  private static final int BATCH = 100;
  private static final int ROUNDS = 4;
  private static final String TOPIC = "speed";

  private final AtomicLong groups = new AtomicLong();

  /** How a popping client acknowledges. */
  private enum Acks {
    /** One request for all of a pop. */
    TOGETHER,
    /** One request for each message. */
    ONE_BY_ONE
  }

  @Test
  void comparePopWithPull(@TempDir Path directory) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, "store.segment-size=256MiB")) {
      Wire.topic(broker, TOPIC, QUEUES);
      int port = broker.port("broker");
      inParallel(queue -> send(port, queue));
      for (int round = 0; round < ROUNDS; round++) {
        long pull = rate(queue -> pull(port, queue));
        long together = popRate(port, Acks.TOGETHER);
        long single = popRate(port, Acks.ONE_BY_ONE);
        System.out.printf(
            "PopSpeed round %d: pull %d, pop and batch ack %d (%d %%), pop and single acks %d"
                + " (%d %%) messages per second%n",
            round, pull, together, 100 * together / pull, single, 100 * single / pull);
      }
    }
  }

  private long popRate(int port, Acks acks) throws Exception {
    String group = "speed-" + groups.incrementAndGet();
    AtomicLong left = new AtomicLong(MESSAGES);
    return rate(queue -> pop(port, group, acks, left));
  }

  private interface Work {
    int run(int queue) throws Exception;
  }

  private static long rate(Work work) throws Exception {
    long start = System.nanoTime();
    assertThat(inParallel(work)).isEqualTo(MESSAGES);
    return MESSAGES * 1_000_000_000L / (System.nanoTime() - start);
  }

  private static int inParallel(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(QUEUES);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < QUEUES; i++) {
        int queue = i;
        tasks.add(() -> work.run(queue));
      }
      int sum = 0;
      for (Future<Integer> each : threads.invokeAll(tasks)) {
        sum += each.get();
      }
      return sum;
    } finally {
      threads.shutdown();
    }
  }

  private static int send(int port, int queue) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      ByteBuffer body = ByteBuffer.allocate(BATCH * (22 + BODY_BYTES));
      for (int i = 0; i < BATCH; i++) {
        body.putInt(22 + BODY_BYTES).putInt(0).putInt(0).putInt(0).putInt(BODY_BYTES);
        body.put(new byte[BODY_BYTES]).putShort((short) 0);
      }
      Map<String, String> fields = Wire.send(TOPIC);
      fields.put("e", Integer.toString(queue));
      fields.put("m", "true");
      for (int i = 0; i < MESSAGES / QUEUES / BATCH; i++) {
        assertThat(connection.call(Wire.SEND_BATCH, fields, body.array()).code()).isZero();
      }
    }
    return MESSAGES / QUEUES;
  }

  private static int pull(int port, int queue) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      long offset = 0;
      while (offset < MESSAGES / QUEUES) {
        Map<String, String> fields = Wire.pull(TOPIC, offset, "*");
        fields.put("queueId", Integer.toString(queue));
        RawConnection.Answer answer = connection.call(Wire.PULL, fields);
        assertThat(answer.code()).isZero();
        offset = answer.number("nextBeginOffset");
      }
      return (int) offset;
    }
  }

  /** Sends the acknowledgements of one pop together with the next pop, as a busy client does. */
  private static int pop(int port, String group, Acks acks, AtomicLong left) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      int got = 0;
      int pending = 0;
      int opaque = 0;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      while (true) {
        int popOpaque = ++opaque;
        out.writeBytes(RawConnection.frame(Wire.POP, popOpaque, 0, request(group), new byte[0]));
        connection.write(out.toByteArray());
        out.reset();
        RawConnection.Answer popped = null;
        for (int i = 0; i <= pending; i++) {
          RawConnection.Answer answer = connection.read();
          if (answer.opaque() == popOpaque) {
            popped = answer;
          } else {
            assertThat(answer.code()).isZero();
          }
        }
        if (popped == null || popped.code() == 210) {
          if (left.get() == 0) {
            return got;
          }
          pending = 0;
          continue;
        }
        assertThat(popped.code()).isZero();
        List<String[]> chunks = chunks(popped);
        int count = chunks.stream().mapToInt(chunk -> chunk[2].split(",", -1).length).sum();
        got += count;
        left.addAndGet(-count);
        pending = acks == Acks.TOGETHER ? 1 : count;
        if (acks == Acks.TOGETHER) {
          out.writeBytes(
              RawConnection.frame(
                  Wire.BATCH_ACK, ++opaque, 0, Map.of(), bulk(group, popped, chunks)));
        } else {
          for (String[] chunk : chunks) {
            for (String offset : chunk[2].split(",", -1)) {
              Map<String, String> fields = ack(group, popped, chunk, offset);
              out.writeBytes(RawConnection.frame(Wire.ACK, ++opaque, 0, fields, new byte[0]));
            }
          }
        }
      }
    }
  }

  /** Flag, queue and offsets of each chunk. */
  private static List<String[]> chunks(RawConnection.Answer popped) {
    List<String[]> chunks = new ArrayList<>();
    for (String chunk : popped.fields().getOrDefault("msgOffsetInfo", "").split(";", -1)) {
      chunks.add(chunk.split(" ", -1));
    }
    return chunks;
  }

  private static Map<String, String> request(String group) {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", group);
    fields.put("topic", TOPIC);
    fields.put("queueId", "-1");
    fields.put("maxMsgNums", "32");
    fields.put("invisibleTime", "60000");
    fields.put("pollTime", "0");
    fields.put("bornTime", "0");
    fields.put("initMode", "0");
    return fields;
  }

  private static Map<String, String> ack(
      String group, RawConnection.Answer popped, String[] chunk, String offset) {
    String start = chunk[2].split(",", 2)[0];
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", group);
    fields.put("topic", TOPIC);
    fields.put("queueId", chunk[1]);
    fields.put("offset", offset);
    fields.put(
        "extraInfo",
        start
            + " "
            + popped.number("popTime")
            + " 60000 "
            + popped.number("reviveQid")
            + " 0 b "
            + chunk[1]
            + " "
            + offset);
    return fields;
  }

  private static byte[] bulk(String group, RawConnection.Answer popped, List<String[]> chunks) {
    StringBuilder body = new StringBuilder("{\"acks\":[");
    for (String[] chunk : chunks) {
      String[] offsets = chunk[2].split(",", -1);
      long start = Long.parseLong(offsets[0]);
      BitSet bits = new BitSet();
      for (String offset : offsets) {
        bits.set((int) (Long.parseLong(offset) - start));
      }
      body.append(body.charAt(body.length() - 1) == '[' ? "" : ",");
      body.append(
          String.format(
              "{\"b\":\"%s\",\"c\":\"%s\",\"it\":60000,\"pt\":%d,\"q\":%s,\"r\":\"0\",\"rq\":%d,"
                  + "\"so\":%d,\"t\":\"%s\"}",
              Base64.getEncoder().encodeToString(bits.toByteArray()),
              group,
              popped.number("popTime"),
              chunk[1],
              popped.number("reviveQid"),
              start,
              TOPIC));
    }
    return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
