package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.model.MessageId;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends of transactions and questions for them, frame by frame. */
final class TransactionWireIT {
  private static final String HALF_TOPIC = "RMQ_SYS_TRANS_HALF_TOPIC";
  private static final String OP_TOPIC = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
  private static final int ILLEGAL_OPERATION = 604;
  private static final int RESUME = 323;

  @SuppressWarnings("NullAway.Init")
  private static BrokerProcess broker;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "transaction.timeout=1s",
            "transaction.check-interval=200ms",
            "delay.levels=[1s, 2s]");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldRefuseEndsThatDoNotFitTheHalf() throws IOException {
    String topic = Wire.topic(broker, "unfit", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      RawTransactions.Half half = raw.half(topic);
      refused(raw, half, "producerGroup", "others", "The producer group wrong");
      refused(
          raw,
          half,
          "tranStateTableOffset",
          "" + (half.queueOffset() + 1),
          "The transaction state table offset wrong");
      for (long position : List.of(half.position() + 1, half.position() + (1 << 30), -1L)) {
        refused(raw, half, "commitLogOffset", "" + position, "Find prepared transaction message");
      }
      raw.connection().call(Wire.SEND, Wire.send(topic), new byte[1]);
      await().until(() -> raw.visible(topic) == 1);
      // nothing said so far has ended it
      assertThat(raw.end(half, RawTransactions.COMMIT).code()).isZero();
      await().until(() -> raw.visible(topic) == 2);
    }
  }

  private static void refused(
      RawTransactions raw, RawTransactions.Half half, String field, String value, String remark)
      throws IOException {
    for (int outcome : List.of(RawTransactions.COMMIT, RawTransactions.ROLLBACK)) {
      Map<String, String> fields = RawTransactions.fields(half, outcome);
      fields.put(field, value);
      RawConnection.Answer answer = raw.end(fields);
      assertThat(answer.code()).isEqualTo(1);
      assertThat(answer.remark()).contains(remark);
    }
  }

  @Test
  void shouldNotCommitMessagesThatAreNoHalves() throws IOException {
    String topic = Wire.topic(broker, "plain", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      Map<String, String> fields = Wire.send(topic);
      fields.put("i", "PGROUP\u0001" + RawTransactions.GROUP + "\u0002REAL_TOPIC\u0001x\u0002");
      RawConnection.Answer sent = raw.connection().call(Wire.SEND, fields, new byte[1]);
      long position = Long.parseLong(sent.fields().getOrDefault("msgId", "").substring(16), 16);
      RawTransactions.Half half =
          new RawTransactions.Half(sent.number("queueOffset"), position, "");
      RawConnection.Answer answer = raw.end(half, RawTransactions.COMMIT);
      assertThat(answer.code()).isEqualTo(1);
      assertThat(answer.remark()).contains("Find prepared transaction message failed");
    }
  }

  @Test
  void shouldDeliverOnceHoweverOftenItIsSaid() throws IOException {
    String topic = Wire.topic(broker, "again", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      RawTransactions.Half committed = raw.half(topic);
      assertThat(raw.end(committed, RawTransactions.COMMIT).code()).isZero();
      assertThat(raw.end(committed, RawTransactions.COMMIT).code()).isZero();
      RawConnection.Answer late = raw.end(committed, RawTransactions.ROLLBACK);
      assertThat(late.code()).isEqualTo(1);
      assertThat(late.remark()).contains("committed already");

      RawTransactions.Half rolledBack = raw.half(topic);
      assertThat(raw.end(rolledBack, RawTransactions.ROLLBACK).code()).isZero();
      assertThat(raw.end(rolledBack, RawTransactions.ROLLBACK).code()).isZero();
      assertThat(raw.end(rolledBack, RawTransactions.COMMIT).remark())
          .contains("rolled back already");
      await().until(() -> raw.visible(topic) == 1);
    }
  }

  @Test
  void shouldLetOneEndCountWhenManyComeAtOnce() throws IOException {
    String topic = Wire.topic(broker, "at-once", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"));
        RawTransactions other = new RawTransactions(broker.port("broker"))) {
      int commits = 0;
      for (int i = 0; i < 100; i++) {
        RawTransactions.Half half = raw.half(topic);
        for (RawTransactions each : List.of(raw, other)) {
          each.connection()
              .write(
                  RawTransactions.endFrame(
                      900_000 + i, 0, half, each == raw ? RawTransactions.COMMIT : outcome(i)));
        }
        int first = raw.connection().read().code();
        int second = other.connection().read().code();
        if (outcome(i) == RawTransactions.COMMIT) {
          assertThat(List.of(first, second)).containsExactly(0, 0);
        } else {
          assertThat(List.of(first, second)).containsExactlyInAnyOrder(0, 1);
        }
        commits += first == 0 ? 1 : 0;
      }
      long expected = commits;
      await().until(() -> raw.visible(topic) == expected);
    }
  }

  private static int outcome(int i) {
    return i % 2 == 0 ? RawTransactions.COMMIT : RawTransactions.ROLLBACK;
  }

  @Test
  void shouldLeaveUnknownOutcomesAndOneWayEndsUnanswered() throws IOException {
    String topic = Wire.topic(broker, "silent", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      RawTransactions.Half half = raw.half(topic);
      raw.connection().write(RawTransactions.endFrame(99, 0, half, RawTransactions.UNKNOWN));
      raw.connection()
          .write(
              RawTransactions.endFrame(98, RawConnection.ONEWAY, half, RawTransactions.ROLLBACK));
      // fails when the next frame is an answer to something else
      assertThat(raw.visible(topic)).isZero();
      await()
          .untilAsserted(
              () ->
                  assertThat(raw.end(half, RawTransactions.COMMIT).remark())
                      .contains("rolled back already"));
    }
  }

  @Test
  void shouldAskForTheHalfAsItIsStoredNow() throws IOException {
    String topic = Wire.topic(broker, "asked", 4);
    try (RawTransactions raw = new RawTransactions(broker.port("broker")).join()) {
      Map<String, String> fields = Wire.send(topic);
      fields.put("e", "3");
      RawTransactions.Half half = raw.half(fields, "KEYS", "k");
      RawConnection.Answer check = raw.awaitCheck(half);
      assertThat(check.flag()).isEqualTo(RawConnection.ONEWAY);
      assertThat(check.fields())
          .containsEntry("topic", HALF_TOPIC)
          .containsEntry("msgId", half.id())
          .containsEntry("transactionId", half.id())
          .containsEntry("bname", "broker-a");
      RawTransactions.Half now = RawTransactions.half(check);
      assertThat(now.queueOffset()).isGreaterThan(half.queueOffset());
      assertThat(now.position()).isGreaterThan(half.position());
      assertThat(check.fields().getOrDefault("offsetMsgId", ""))
          .endsWith(String.format("%016X", now.position()));

      RecordView record = new RecordView().wrap(ByteBuffer.wrap(check.body()), 0);
      assertThat(record.totalSize()).isEqualTo(check.body().length);
      assertThat(record.queueOffset()).isEqualTo(now.queueOffset());
      assertThat(record.physicalOffset()).isEqualTo(now.position());
      MessageDraft message = MessageDraft.of(record);
      assertThat(message.topic).isEqualTo(topic);
      assertThat(message.queueId).isEqualTo(3);
      assertThat(message.body).asString(StandardCharsets.UTF_8).isEqualTo(half.id());
      assertThat(message.properties)
          .containsEntry("TRANSACTION_CHECK_TIMES", "1")
          .containsEntry("TRAN_PREPARED_QUEUE_OFFSET", "" + half.queueOffset())
          .containsEntry("KEYS", "k")
          .containsEntry("PGROUP", RawTransactions.GROUP);

      // both the late word on the first and the answer on the second are about one transaction
      Map<String, String> queue = Map.of("topic", topic, "queueId", "3");
      raw.connection().write(RawTransactions.endFrame(77, 0, half, RawTransactions.COMMIT));
      raw.connection().write(RawTransactions.endFrame(78, 0, now, RawTransactions.COMMIT));
      assertThat(raw.connection().read(frame -> frame.opaque() == 77).code()).isZero();
      assertThat(raw.connection().read(frame -> frame.opaque() == 78).code()).isZero();
      await().until(() -> raw.connection().call(Wire.MAX_OFFSET, queue).number("offset") == 1);
      assertThat(raw.end(now, RawTransactions.ROLLBACK).code()).isEqualTo(1);
      assertThat(raw.connection().call(Wire.MAX_OFFSET, queue).number("offset")).isEqualTo(1);
    }
  }

  @Test
  void shouldKeepImmunityThatTheProducerAskedFor() throws IOException {
    String topic = Wire.topic(broker, "immune", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      Map<String, String> old = Wire.send(topic);
      old.put("g", Long.toString(System.currentTimeMillis() - 5_000));
      RawTransactions.Half late = raw.half(old, "CHECK_IMMUNITY_TIME_IN_SECONDS", "2");
      assertThat(raw.end(late, RawTransactions.COMMIT).code()).isEqualTo(ILLEGAL_OPERATION);
      Map<String, String> answer = RawTransactions.fields(late, RawTransactions.COMMIT);
      answer.put("fromTransactionCheck", "true");
      assertThat(raw.end(answer).code()).isZero();
      RawTransactions.Half early = raw.half(topic, "CHECK_IMMUNITY_TIME_IN_SECONDS", "60");
      assertThat(raw.end(early, RawTransactions.COMMIT).code()).isZero();
      await().until(() -> raw.visible(topic) == 2);
    }
  }

  @Test
  void shouldCountChecksAnewWhenAnOperatorSaysSo() throws IOException {
    String topic = Wire.topic(broker, "recounted", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"));
        RawConnection operator = new RawConnection(broker.port("broker"))) {
      RawTransactions.Half half = raw.join().half(topic);
      raw.awaitCheck(half);
      awaitChecks(raw, half, "2");
      // the half that was asked for may be under way once more
      await().until(() -> resume(operator, half.position()).code() == 0);
      awaitChecks(raw, half, "1");
      raw.connection().write(RawTransactions.endFrame(77, 0, half, RawTransactions.COMMIT));
      assertThat(raw.connection().read(frame -> frame.opaque() == 77).code()).isZero();
      RawConnection.Answer late = resume(operator, half.position());
      assertThat(late.code()).isEqualTo(1);
      assertThat(late.remark()).contains("has ended", "TRANS_CHECK_MAX_TIME_TOPIC");
    }
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      await().until(() -> raw.visible(topic) == 1);
      for (long position : List.of(1L, 1L << 40)) {
        RawConnection.Answer nothing = resume(raw.connection(), position);
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.remark()).contains("starts at " + position + " of the log");
      }
      Map<String, String> clients = Map.of("topic", topic, "msgId", "7F000001");
      assertThat(raw.connection().call(RESUME, clients).remark()).contains("32 nor 56 digits");
    }
  }

  private static void awaitChecks(RawTransactions raw, RawTransactions.Half half, String count)
      throws IOException {
    String checks = "";
    while (!checks.equals(count)) {
      byte[] body = raw.awaitCheck(half).body();
      MessageDraft asked = MessageDraft.of(new RecordView().wrap(ByteBuffer.wrap(body), 0));
      checks = String.valueOf(asked.properties.get("TRANSACTION_CHECK_TIMES"));
    }
  }

  private static RawConnection.Answer resume(RawConnection connection, long position)
      throws IOException {
    String id = new MessageId(new byte[] {127, 0, 0, 1}, 1, position).toHex();
    return connection.call(RESUME, Map.of("topic", "any", "msgId", id));
  }

  @Test
  void shouldDelayFromTheCommitOn() throws IOException {
    String topic = Wire.topic(broker, "later", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      RawTransactions.Half byLevel = raw.half(topic, "DELAY", "2");
      RawTransactions.Half byTime = raw.half(topic, "TIMER_DELAY_MS", "1000");
      long start = System.nanoTime();
      assertThat(raw.end(byLevel, RawTransactions.COMMIT).code()).isZero();
      assertThat(raw.end(byTime, RawTransactions.COMMIT).code()).isZero();
      await().until(() -> raw.visible(topic) == 2);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void shouldNoteEndsAsRocketMqDoes() throws IOException {
    String topic = Wire.topic(broker, "noted", 1);
    try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
      long from = raw.visible(OP_TOPIC);
      RawTransactions.Half half = raw.half(topic);
      raw.end(half, RawTransactions.ROLLBACK);
      StringBuilder ended = new StringBuilder(",");
      await()
          .untilAsserted(
              () -> {
                ended.setLength(1);
                RawConnection.Answer found =
                    raw.connection().call(Wire.PULL, new HashMap<>(Wire.pull(OP_TOPIC, from, "*")));
                ByteBuffer records = ByteBuffer.wrap(found.body());
                for (int at = 0; at < records.limit(); at += records.getInt(at)) {
                  MessageDraft op = MessageDraft.of(new RecordView().wrap(records, at));
                  assertThat(op.properties)
                      .containsEntry("TAGS", "d")
                      .containsEntry("WAIT", "true");
                  ended.append(new String(op.body, StandardCharsets.UTF_8));
                }
                assertThat(ended).contains("," + half.queueOffset() + ",");
              });
    }
  }
}
