package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes on the socket: what is no frame costs its sender the connection, and nobody else. */
final class FrameIT {
  private static final int RESPONSE = 1;
  private static final int NOT_SUPPORTED = 3;
  private static final int UNKNOWN_CODE = 31_999;

  private static BrokerProcess broker;
  private static String topic = "";

  private RawConnection bystander;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    topic = Wire.topic(broker, "frames", 1);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connectBystander() throws IOException {
    bystander = new RawConnection(broker.port("broker"));
    assertThat(maxOffset(bystander).code()).isZero();
  }

  @AfterEach
  void bystanderWasNotHarmed() throws IOException {
    assertThat(maxOffset(bystander).code()).isZero();
    bystander.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker", "namesrv"})
  void shouldCloseConnectionThatSendsGarbage(String role) throws Exception {
    byte[] garbage = new byte[4096];
    new Random(5).nextBytes(garbage);
    garbage[0] = 0x7f;
    assertBroken(role, garbage);
    assertBroken(
        role, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 3, Integer.MAX_VALUE, 16 * 1024 * 1024})
  void shouldCloseConnectionThatSendsImpossibleLength(int length) throws Exception {
    assertBroken("broker", ByteBuffer.allocate(12).putInt(length).putInt(2).putInt(0).array());
  }

  @Test
  void shouldCloseConnectionWhoseHeaderIsLongerThanItsFrame() throws Exception {
    assertBroken("broker", ByteBuffer.allocate(16).putInt(12).putInt(9).array());
  }

  @Test
  void shouldCloseConnectionWithUnknownSerialisation() throws Exception {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
    assertBroken("broker", RawConnection.frame(7, header, RawConnection.NO_BODY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"code\":",
        "{\"code\":10,\"flag\":0,\"opaque\":1,\"extFields\":{\"a\":\"b\"}",
        "{\"code\":99999999999999,\"flag\":0,\"opaque\":1}",
        "{\"code\":10,\"flag\":0,\"opaque\":1,\"extFields\":[1]}",
        "not json at all"
      })
  void shouldCloseConnectionThatSendsBrokenJson(String json) throws Exception {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    assertBroken("broker", RawConnection.frame(RawConnection.JSON, header, RawConnection.NO_BODY));
  }

  @Test
  void shouldCloseConnectionThatSendsBrokenBinaryHeader() throws Exception {
    byte[] whole = RawConnection.binaryFrame(Wire.MAX_OFFSET, 1, 0, Map.of("topic", topic));
    byte[] header = Arrays.copyOfRange(whole, 8, whole.length);
    byte[] cut = Arrays.copyOf(header, header.length - 3);
    assertBroken("broker", RawConnection.frame(RawConnection.BINARY, cut, RawConnection.NO_BODY));
    byte[] tooShort = Arrays.copyOf(header, 5);
    assertBroken(
        "broker", RawConnection.frame(RawConnection.BINARY, tooShort, RawConnection.NO_BODY));
  }

  @Test
  void shouldAnswerWhatCameBeforeBrokenFrame() throws Exception {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      byte[] good = request(77, 0);
      byte[] both = Arrays.copyOf(good, good.length + 12);
      Arrays.fill(both, good.length, both.length, (byte) 0xff);
      raw.write(both);
      assertThat(raw.read().opaque()).isEqualTo(77);
      assertThat(raw.isClosedByBroker()).isTrue();
    }
  }

  @Test
  void shouldForgetFrameThatIsNeverCompleted() throws Exception {
    double open = connections();
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      byte[] frame = request(1, 0);
      raw.write(Arrays.copyOf(frame, frame.length - 1));
      Awaitility.await().until(() -> connections() == open + 1);
    }
    Awaitility.await().until(() -> connections() == open);
  }

  @Test
  void shouldPutFrameTogetherThatComesByteByByte() throws Exception {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      for (byte part : request(5, 0)) {
        raw.write(new byte[] {part});
      }
      assertThat(raw.read().opaque()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker", "namesrv"})
  void shouldSayThatRequestCodeIsNotSupported(String role) throws IOException {
    try (RawConnection raw = new RawConnection(broker.port(role))) {
      RawConnection.Answer answer = raw.call(UNKNOWN_CODE, Map.of("any", "thing"), new byte[10]);
      assertThat(answer.code()).isEqualTo(NOT_SUPPORTED);
      assertThat(answer.flag()).isEqualTo(RESPONSE);
      assertThat(answer.remark()).startsWith(" request type 31999 not supported");
    }
  }

  @Test
  void shouldNotAnswerOnewayRequests() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      raw.write(
          RawConnection.frame(
              UNKNOWN_CODE, 1, RawConnection.ONEWAY, Map.of(), RawConnection.NO_BODY));
      Map<String, String> refused = Wire.send("no good");
      raw.write(RawConnection.frame(Wire.SEND, 2, RawConnection.ONEWAY, refused, new byte[1]));
      raw.write(request(3, RawConnection.ONEWAY));
      raw.write(request(4, 0));
      assertThat(raw.read().opaque()).isEqualTo(4);
      raw.timeout(200);
      assertThatThrownBy(raw::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void shouldServeClientsOfAnyVersion() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      for (int version : new int[] {0, 1, 300, 32_767, -1}) {
        raw.write(
            RawConnection.frame(
                Wire.MAX_OFFSET, version, 0, version, queue(), RawConnection.NO_BODY));
        RawConnection.Answer answer = raw.read();
        assertThat(answer.opaque()).isEqualTo(version);
        assertThat(answer.code()).isZero();
      }
    }
  }

  @Test
  void shouldAnswerInSerialisationOfRequest() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      raw.write(RawConnection.binaryFrame(Wire.MAX_OFFSET, 21, 0, queue()));
      assertBinary(raw.read(), 21, 0);
      raw.write(RawConnection.binaryFrame(Wire.SEND, 22, 0, Wire.send(topic)));
      RawConnection.Answer sent = raw.read();
      assertBinary(sent, 22, 0);
      assertThat(sent.fields()).containsKeys("msgId", "queueId", "queueOffset");
      Awaitility.await().until(() -> maxOffset(bystander).number("offset") > 0);
      raw.write(RawConnection.binaryFrame(Wire.PULL, 23, 0, Wire.pull(topic, 0, "*")));
      RawConnection.Answer pulled = raw.read();
      assertBinary(pulled, 23, 0);
      assertThat(pulled.remark()).isEqualTo("FOUND");
      raw.write(RawConnection.binaryFrame(UNKNOWN_CODE, 24, 0, Map.of()));
      assertBinary(raw.read(), 24, NOT_SUPPORTED);
      // the next frame on the same connection may be of the other kind
      raw.write(request(25, 0));
      assertThat(raw.read().serializeType()).isEqualTo(RawConnection.JSON);
    }
  }

  @Test
  void shouldAnswerAllPipelinedRequests() throws IOException {
    int count = 500;
    ByteBuffer all = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < count; i++) {
      all.put(
          switch (i % 3) {
            case 0 -> request(i, 0);
            case 1 -> RawConnection.frame(Wire.SEND, i, 0, Wire.send(topic), new byte[100]);
            default -> RawConnection.binaryFrame(UNKNOWN_CODE, i, 0, Map.of());
          });
    }
    Set<Integer> answered = new HashSet<>();
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      raw.write(Arrays.copyOf(all.array(), all.position()));
      for (int i = 0; i < count; i++) {
        RawConnection.Answer answer = raw.read();
        assertThat(answer.code()).isEqualTo(answer.opaque() % 3 == 2 ? NOT_SUPPORTED : 0);
        answered.add(answer.opaque());
      }
    }
    assertThat(answered).hasSize(count);
  }

  @Test
  void shouldCloseSilentConnections(@TempDir Path directory) throws Exception {
    try (BrokerProcess impatient = BrokerProcess.start(directory, "net.idle-timeout=1s");
        RawConnection raw = new RawConnection(impatient.port("broker"))) {
      Wire.topic(impatient, topic, 1);
      assertThat(maxOffset(raw).code()).isZero();
      // the broker looks around every ten seconds
      raw.timeout(15_000);
      assertThat(raw.isClosedByBroker()).isTrue();
      assertThat(
              Metrics.of(impatient).value("comet_connections_idle_closed_total{role=\"broker\"}"))
          .isPositive();
    }
  }

  private static void assertBroken(String role, byte[] bytes) throws Exception {
    String meter = "comet_frames_broken_total{role=\"" + role + "\"}";
    double before = Metrics.of(broker).value(meter);
    try (RawConnection raw = new RawConnection(broker.port(role))) {
      raw.write(bytes);
      assertThat(raw.isClosedByBroker()).isTrue();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(Metrics.of(broker).value(meter)).isEqualTo(before + 1));
  }

  private static void assertBinary(RawConnection.Answer answer, int opaque, int code) {
    assertThat(answer.serializeType()).isEqualTo(RawConnection.BINARY);
    assertThat(answer.opaque()).isEqualTo(opaque);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.flag()).isEqualTo(RESPONSE);
  }

  private static double connections() throws IOException, InterruptedException {
    return Metrics.of(broker).value("comet_connections{role=\"broker\"}");
  }

  private static byte[] request(int opaque, int flag) {
    return RawConnection.frame(Wire.MAX_OFFSET, opaque, flag, queue(), RawConnection.NO_BODY);
  }

  private static RawConnection.Answer maxOffset(RawConnection raw) throws IOException {
    return raw.call(Wire.MAX_OFFSET, queue());
  }

  private static Map<String, String> queue() {
    return new HashMap<>(Map.of("topic", topic, "queueId", "0"));
  }
}
