package io.cometmq.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.record.RecordCheck.Verdict;
import io.cometmq.testkit.GoldenVector;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of the official store are read as what they are and written again byte for byte. */
final class GoldenRecordTest {
  private static final String FILE = "messages.jsonl";
  private static final int AROUND = 37;

  /**
   * What a vector holds.
   *
   * @param body null where it is compressed
   */
  private record Stated(
      long physicalOffset, int sysFlag, String bornHost, String storeHost, String body) {}

  private static final String HOST4 = "/192.168.1.2:40000";
  private static final String STORE4 = "/192.168.1.1:10911";
  private static final String HOST6 = "/[2001:db8:0:0:0:0:0:1]:40000";
  private static final String STORE6 = "/[2001:db8:0:0:0:0:0:2]:10911";
  private static final String COMPRESSED = "";

  private static final Map<String, Stated> STATED =
      Map.of(
          "record_v1", new Stated(1000, 0, HOST4, STORE4, "Hello 1"),
          "record_v2_long_topic", new Stated(2000, 0, HOST4, STORE4, "Hello V2"),
          "record_ipv6_born", new Stated(3000, 0x10, HOST6, STORE4, "Hello 6"),
          "record_ipv6_both", new Stated(4000, 0x30, HOST6, STORE6, "Hello 66"),
          "record_compressed_zlib", new Stated(5000, 769, HOST4, STORE4, COMPRESSED),
          "record_compressed_lz4", new Stated(5000, 257, HOST4, STORE4, COMPRESSED),
          "record_compressed_zstd", new Stated(5000, 513, HOST4, STORE4, COMPRESSED),
          "record_compressed_legacy_zlib", new Stated(6000, 1, HOST4, STORE4, COMPRESSED),
          "record_transaction_commit", new Stated(7000, 8, HOST4, STORE4, "tx commit"));

  static List<GoldenVector> records() {
    return GoldenVector.of(FILE, "record_").stream()
        .filter(vector -> !vector.name().equals("record_blank"))
        .toList();
  }

  @Test
  void shouldRunEveryRecord() {
    assertThat(records()).hasSize(9).extracting(GoldenVector::name).containsAll(STATED.keySet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldReadEveryField(GoldenVector vector) {
    Stated stated = stated(vector);
    byte[] bytes = vector.bytes();
    RecordView view = new RecordView().wrap(surrounded(bytes), AROUND);
    String topic = "TopicTest";
    if (vector.name().equals("record_v2_long_topic")) {
      topic = "%RETRY%" + "g".repeat(125);
    }

    assertThat(view.totalSize()).isEqualTo(bytes.length);
    assertThat(view.magic())
        .isEqualTo(topic.length() > 127 ? RecordLayout.MAGIC_V2 : RecordLayout.MAGIC_V1);
    assertThat(view.queueId()).isEqualTo(3);
    assertThat(view.flag()).isEqualTo(7);
    assertThat(view.queueOffset()).isEqualTo(42);
    assertThat(view.physicalOffset()).isEqualTo(stated.physicalOffset());
    assertThat(view.sysFlag()).isEqualTo(stated.sysFlag());
    assertThat(view.bornTimestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(view.storeTimestamp()).isEqualTo(1_700_000_000_123L);
    assertThat(view.bornHost()).hasToString(stated.bornHost());
    assertThat(view.storeHost()).hasToString(stated.storeHost());
    assertThat(view.reconsumeTimes()).isZero();
    assertThat(view.preparedTransactionOffset()).isEqualTo(stated.sysFlag() == 8 ? 123_456L : 0L);
    assertThat(view.topic()).isEqualTo(topic);
    assertThat(view.topicLength()).isEqualTo(topic.length());
    if (!stated.body().equals(COMPRESSED)) {
      assertThat(text(view, view.bodyAt(), view.bodyLength())).isEqualTo(stated.body());
    }
    assertThat(
            PropertyScanner.toMap(
                text(view, view.propertiesAt(), view.propertiesLength())
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            Map.of(
                "KEYS", "order-1 order-2",
                "UNIQ_KEY", "7F0000010001070DEA4E3A4B5C6D0000",
                "TAGS", "TagA"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldWriteTheSameBytes(GoldenVector vector) {
    byte[] golden = vector.bytes();
    RecordView view = new RecordView().wrap(ByteBuffer.wrap(golden), 0);
    RecordEncoder encoder = encoderOf(view);
    ByteBuffer body = ByteBuffer.wrap(golden, view.bodyAt(), view.bodyLength());
    ByteBuffer out = ByteBuffer.allocate(golden.length + AROUND).position(AROUND);

    assertThat(encoder.size(view.bodyLength())).isEqualTo(golden.length);
    assertThat(encoder.storedSysFlag()).isEqualTo(view.sysFlag());
    encoder.write(out, body);

    assertThat(out.hasRemaining()).isFalse();
    assertThat(body.position()).isEqualTo(view.bodyAt());
    // the log's writer fills these in
    out.putLong(AROUND + RecordLayout.QUEUE_OFFSET, view.queueOffset())
        .putLong(AROUND + RecordLayout.PHYSICAL_OFFSET, view.physicalOffset())
        .putLong(AROUND + RecordLayout.storeTimestamp(view.sysFlag()), view.storeTimestamp());
    assertThat(Arrays.copyOfRange(out.array(), AROUND, out.capacity())).isEqualTo(golden);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldFindGoldenRecordsSound(GoldenVector vector) {
    RecordCheck check = new RecordCheck();
    ByteBuffer bytes = surrounded(vector.bytes());

    assertThat(check.check(bytes, AROUND, true)).isEqualTo(Verdict.OK);
    assertThat(check.check(bytes, AROUND, false)).isEqualTo(Verdict.OK);
    assertThat(check.check(vector.buffer(), 0, true)).isEqualTo(Verdict.OK);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldFindCutRecordsBad(GoldenVector vector) {
    RecordCheck check = new RecordCheck();
    byte[] bytes = vector.bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(check.check(ByteBuffer.wrap(Arrays.copyOf(bytes, length)), 0, true))
          .as("first " + length)
          .isEqualTo(Verdict.BAD);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldFindEveryFlippedBitOfTheBodyBad(GoldenVector vector) {
    RecordCheck check = new RecordCheck();
    ByteBuffer bytes = vector.buffer();
    RecordView view = new RecordView().wrap(bytes, 0);
    for (int bit = 0; bit < 8 * view.bodyLength(); bit++) {
      int at = view.bodyAt() + bit / 8;
      byte was = bytes.get(at);
      bytes.put(at, (byte) (was ^ 1 << bit % 8));
      assertThat(check.check(bytes, 0, true)).as("bit " + bit).isEqualTo(Verdict.BAD);
      assertThat(check.check(bytes, 0, false)).as("unchecked " + bit).isEqualTo(Verdict.OK);
      bytes.put(at, was);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldNeverReadBeyondDamagedRecords(GoldenVector vector) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RecordCheck check = new RecordCheck();
    byte[] golden = vector.bytes();
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = golden.clone();
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        int at = random.nextInt(damaged.length);
        damaged[at] = random.nextBoolean() ? (byte) random.nextInt() : -1;
      }
      ByteBuffer bytes = ByteBuffer.wrap(damaged);
      Verdict verdict = check.check(bytes, 0, true);
      if (verdict == Verdict.OK) {
        RecordView view = new RecordView().wrap(bytes, 0);
        assertThat(view.propertiesAt() + view.propertiesLength())
            .as("seed " + seed + " round " + round)
            .isEqualTo(view.totalSize());
      }
    }
  }

  @Test
  void shouldTellTheFillerFromARecord() {
    RecordCheck check = new RecordCheck();
    ByteBuffer blank = GoldenVector.named(FILE, "record_blank").buffer();

    assertThat(check.check(blank, 0, true)).isEqualTo(Verdict.BLANK);
    assertThat(blank.getInt(0)).isEqualTo(4096);
    assertThat(blank.getInt(RecordLayout.MAGIC)).isEqualTo(RecordLayout.MAGIC_BLANK);
    assertThat(blank.capacity()).isEqualTo(RecordLayout.BLANK_BYTES);
    assertThat(check.check(blank.limit(7), 0, true)).isEqualTo(Verdict.BAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 91, 4096})
  void shouldFindZerosBad(int length) {
    assertThat(new RecordCheck().check(ByteBuffer.allocate(length), 0, true))
        .isEqualTo(Verdict.BAD);
  }

  @Test
  void shouldSignBodiesAsTheOfficialStoreDoes() {
    ByteBuffer body = ByteBuffer.wrap("Hello RocketMQ".getBytes(StandardCharsets.US_ASCII));
    RecordEncoder encoder = new RecordEncoder();
    ByteBuffer out = ByteBuffer.allocate(encoder.size(body.remaining()));
    encoder.write(out, body);

    assertThat(new RecordView().wrap(out, 0).bodyCrc())
        .isEqualTo(GoldenVector.named("ids_hashes.jsonl", "body_crc32").buffer().getInt());
  }

  @Test
  void shouldWriteAndReadRecordsWithNothingInThem() {
    RecordEncoder encoder = new RecordEncoder();
    ByteBuffer out = ByteBuffer.allocate(encoder.size(0));
    encoder.write(out, ByteBuffer.allocate(0));

    assertThat(out.capacity()).isEqualTo(RecordLayout.FIXED_BYTES);
    assertThat(new RecordCheck().check(out, 0, true)).isEqualTo(Verdict.OK);
    assertThat(new RecordView().wrap(out, 0).bodyCrc()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 127, 128, 255, 32_767})
  void shouldWriteAndReadTopicsOfAnyLength(int length) {
    RecordEncoder encoder = new RecordEncoder();
    encoder.topic = "t".repeat(length).getBytes(StandardCharsets.US_ASCII);
    encoder.properties = ("xx" + "p".repeat(32_767)).getBytes(StandardCharsets.US_ASCII);
    encoder.propertiesFrom = 2;
    encoder.propertiesLength = 32_767;
    encoder.bornHost = HostAddress.of(new InetSocketAddress("::1", 1));
    ByteBuffer out = ByteBuffer.allocate(encoder.size(5));
    encoder.write(out, ByteBuffer.wrap(new byte[5]));

    RecordView view = new RecordView().wrap(out, 0);
    assertThat(out.hasRemaining()).isFalse();
    assertThat(new RecordCheck().check(out, 0, true)).isEqualTo(Verdict.OK);
    assertThat(view.topicLength()).isEqualTo(length);
    assertThat(view.propertiesLength()).isEqualTo(32_767);
    assertThat(view.bornHost()).isEqualTo(encoder.bornHost);
    assertThat(view.storeHost()).isEqualTo(encoder.storeHost);
  }

  @Test
  void shouldSetTheHostBitsFromTheHostsOnly() {
    RecordEncoder encoder = new RecordEncoder();
    encoder.sysFlag = 0x139;

    assertThat(encoder.storedSysFlag()).isEqualTo(0x109);
    encoder.storeHost = HostAddress.of(new InetSocketAddress("::1", 1));
    assertThat(encoder.storedSysFlag()).isEqualTo(0x129);
  }

  private static Stated stated(GoldenVector vector) {
    Stated stated = STATED.get(vector.name());
    if (stated == null) {
      throw new AssertionError("nothing is stated of " + vector);
    }
    return stated;
  }

  private static RecordEncoder encoderOf(RecordView view) {
    byte[] bytes = view.buffer().array();
    RecordEncoder encoder = new RecordEncoder();
    encoder.queueId = view.queueId();
    encoder.flag = view.flag();
    encoder.sysFlag = view.sysFlag();
    encoder.bornTimestamp = view.bornTimestamp();
    encoder.bornHost = view.bornHost();
    encoder.storeHost = view.storeHost();
    encoder.reconsumeTimes = view.reconsumeTimes();
    encoder.preparedTransactionOffset = view.preparedTransactionOffset();
    encoder.topic = view.topic().getBytes(StandardCharsets.UTF_8);
    encoder.properties = bytes;
    encoder.propertiesFrom = view.propertiesAt();
    encoder.propertiesLength = view.propertiesLength();
    return encoder;
  }

  private static String text(RecordView view, int at, int length) {
    byte[] bytes = new byte[length];
    view.buffer().get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ByteBuffer surrounded(byte[] bytes) {
    byte[] all = new byte[bytes.length + 2 * AROUND];
    Arrays.fill(all, (byte) -1);
    System.arraycopy(bytes, 0, all, AROUND, bytes.length);
    return ByteBuffer.wrap(all);
  }
}
