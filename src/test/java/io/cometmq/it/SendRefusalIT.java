package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sends that may not be stored are answered with the code that clients expect, and the cure. */
final class SendRefusalIT {
  private static final int MIB = 1 << 20;
  private static final int MESSAGE_ILLEGAL = 13;
  private static final int NO_PERMISSION = 16;
  private static final int TOPIC_NOT_EXIST = 17;
  private static final int INVALID_PARAMETER = 29;

  /** The client's own code for "no route". */
  private static final int CLIENT_NO_TOPIC = 10005;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(directory, "broker.auto-create-topics=false", "message.max-size=1MiB");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotCreateTopicsWhenThatIsSwitchedOff(Client client) throws IOException {
    RawConnection.Answer answer = refused(Wire.send("unknown"), new byte[1], TOPIC_NOT_EXIST);
    assertThat(answer.remark())
        .contains("topic[unknown] not exist")
        .contains("broker.auto-create-topics")
        .contains("mqadmin updateTopic");
    PeerProducer producer = clients.producer(client);
    PeerException failure = failure(producer, PeerMessage.of("unknown", null, "x"));
    assertThat(failure.code()).isEqualTo(CLIENT_NO_TOPIC);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseBodyOverLimit(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("large"), 1);
    PeerProducer producer = clients.producer(client);
    // compression is tried by the client and makes noise a little longer
    byte[] largest = noise(MIB - 1024);
    assertThat(producer.send(PeerMessage.of(topic, null, largest)).status()).isEqualTo("SEND_OK");
    PeerException failure = failure(producer, PeerMessage.of(topic, null, noise(MIB + 1)));
    assertThat(failure.code()).isEqualTo(MESSAGE_ILLEGAL);
    assertThat(failure)
        .hasMessageContaining("limit of 1048576")
        .hasMessageContaining("message.max-size");
    assertThat(producer.send(PeerMessage.of(topic, null, "small")).queueOffset()).isEqualTo(1);
  }

  @Test
  void shouldTakeBodyOfExactlyTheLimit() throws IOException {
    String topic = Wire.topic(broker, "exact", 1);
    refused(Wire.send(topic), new byte[MIB + 1], MESSAGE_ILLEGAL);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      assertThat(raw.call(Wire.SEND, Wire.send(topic), new byte[MIB]).code()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseMessagesDueTooFarAhead(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("delayed"), 1);
    PeerProducer producer = clients.producer(client);
    PeerException failure =
        failure(
            producer,
            PeerMessage.of(topic, null, "later").withProperty("TIMER_DELAY_SEC", "260000"));
    assertThat(failure.code()).isEqualTo(MESSAGE_ILLEGAL);
    assertThat(failure)
        .hasMessageContaining("timer message illegal")
        .hasMessageContaining("delay.max");
  }

  @Test
  void shouldRefuseDelaysThatAreNoNumbers() throws IOException {
    Map<String, String> fields = Wire.send(Wire.topic(broker, "no-number", 1));
    for (String property : List.of("DELAY", "TIMER_DELAY_MS", "TIMER_DELIVER_MS")) {
      fields.put("i", property + "\u0001soon\u0002");
      assertThat(refused(fields, new byte[1], MESSAGE_ILLEGAL).remark()).contains("soon");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseTopicWithoutWritePermission(Client client) throws IOException {
    String topic = client.own("read-only");
    PeerAdmin admin = clients.admin(client);
    PeerProducer producer = clients.producer(client);
    assertThat(admin.run("updateTopic", "-c", "DefaultCluster", "-t", topic, "-p", "4"))
        .contains("create topic to");
    RawConnection.Answer answer = refused(Wire.send(topic), new byte[1], NO_PERMISSION);
    assertThat(answer.remark()).contains(topic).contains("permission").contains("updateTopicPerm");
    // the client does not even try: the route has no queue to write to
    assertThat(failure(producer, PeerMessage.of(topic, null, "x")).code())
        .isEqualTo(CLIENT_NO_TOPIC);
  }

  @Test
  void shouldRefuseBadTopicNames() throws IOException {
    for (String name : List.of("with blank", "a/b", "größe", "x".repeat(128), " ")) {
      assertThat(refused(Wire.send(name), new byte[1], INVALID_PARAMETER).remark())
          .contains("topic");
    }
  }

  @Test
  void shouldRefuseTopicsOfItsOwn() throws IOException {
    for (String name : List.of("SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC")) {
      assertThat(refused(Wire.send(name), new byte[1], NO_PERMISSION).remark()).contains(name);
    }
  }

  @Test
  void shouldRefuseQueueThatTopicDoesNotHave() throws IOException {
    Map<String, String> fields = Wire.send(Wire.topic(broker, "two-queues", 2));
    fields.put("e", "2");
    assertThat(refused(fields, new byte[1], INVALID_PARAMETER).remark())
        .contains("queueId[2]")
        .contains("queues 0 to 1");
  }

  @Test
  void shouldRefusePropertiesThatDoNotFitRecord() throws IOException {
    Map<String, String> fields = Wire.send(Wire.topic(broker, "properties", 1));
    fields.put("i", "name\u0001" + "v".repeat(32_768) + "\u0002");
    assertThat(refused(fields, new byte[1], MESSAGE_ILLEGAL).remark()).contains("32767");
  }

  @Test
  void shouldRefuseBatchThatIsCutOff() throws IOException {
    Map<String, String> fields = Wire.send(Wire.topic(broker, "cut-batch", 1));
    fields.put("m", "true");
    for (byte[] body : List.of(new byte[0], new byte[7], new byte[100], noise(1000))) {
      refused(fields, body, MESSAGE_ILLEGAL);
    }
  }

  @Test
  void shouldStoreNothingOfRefusedMessages() throws IOException {
    String topic = Wire.topic(broker, "untouched", 1);
    Map<String, String> fields = Wire.send(topic);
    fields.put("i", "TIMER_DELAY_MS\u0001soon\u0002");
    refused(fields, new byte[1], MESSAGE_ILLEGAL);
    refused(Wire.send(topic), new byte[MIB + 1], MESSAGE_ILLEGAL);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer stored = raw.call(Wire.SEND, Wire.send(topic), new byte[1]);
      assertThat(stored.code()).isZero();
      assertThat(stored.number("queueOffset")).isZero();
    }
  }

  private static RawConnection.Answer refused(
      Map<String, String> fields, byte[] body, int expectedCode) throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer answer = raw.call(Wire.SEND, fields, body);
      assertThat(answer.code()).as(answer.remark()).isEqualTo(expectedCode);
      // clients read these from refusals, too
      assertThat(answer.fields()).containsKeys("MSG_REGION", "TRACE_ON");
      return answer;
    }
  }

  private static PeerException failure(PeerProducer producer, PeerMessage message) {
    PeerException failure = catchThrowableOfType(PeerException.class, () -> producer.send(message));
    assertThat(failure).isNotNull();
    return failure;
  }

  /** Bytes that no compression makes smaller. */
  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(11).nextBytes(bytes);
    return bytes;
  }
}
