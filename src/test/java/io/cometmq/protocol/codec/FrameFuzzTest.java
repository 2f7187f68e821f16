package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.GoldenVector;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Damaged frames give a frame or a {@link BrokenFrameException}, nothing else, and never hold on to
 * memory. Set the seed that a failure names as {@code -Dcometmq.seed} to see it again.
 */
final class FrameFuzzTest {
  private static final int ROUNDS = 30_000;
  private static final byte[] NASTY = {0, 1, 4, 0x7F, -128, -1, '"', '\\', 'u', '{', '}', ',', ':'};

  private final List<byte[]> good =
      GoldenVector.frames().stream()
          .map(GoldenVector::bytes)
          .filter(bytes -> bytes.length < 2000)
          .toList();

  @Test
  void shouldDecodeOrRefuseDamagedFrames() {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> run(seed), () -> "hangs, seed " + seed);
  }

  private void run(long seed) {
    Random random = new Random(seed);
    int decoded = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = damaged(random);
      int cut = random.nextInt(bytes.length + 1);
      String what =
          "seed " + seed + " round " + round + ": " + HexFormat.of().formatHex(bytes) + " @" + cut;
      // close() asserts that nothing is held
      try (FrameReader reader = new FrameReader(1 << 16, FrameFuzzTest::readEverything)) {
        Throwable failure = reader.failure(Arrays.copyOf(bytes, cut));
        if (failure == null) {
          failure = reader.failure(Arrays.copyOfRange(bytes, cut, bytes.length));
        }
        decoded += reader.commands().size();
        if (failure != null) {
          refused++;
          assertThat(failure).as(what).isInstanceOf(BrokenFrameException.class);
        }
      } catch (AssertionError e) {
        throw new AssertionError(what, e);
      }
    }
    assertThat(decoded).as("decoded, seed " + seed).isGreaterThan(ROUNDS / 20);
    assertThat(refused).as("refused, seed " + seed).isGreaterThan(ROUNDS / 20);
  }

  /** What is done with any frame; fields may be refused, the memory under them must hold. */
  private static void readEverything(RemotingFrame frame) {
    HeaderView header = frame.header();
    byte[] copy = new byte[1 << 16];
    TextCache cache = new TextCache();
    for (int i = 0; i < header.count(); i++) {
      String text = header.text(i);
      assertThat(header.text(i, cache)).isEqualTo(text);
      assertThat(header.copyText(i, copy, 0)).isLessThanOrEqualTo(header.maxTextLength(i));
      assertThat(header.name(i)).isNotNull();
      int field = i;
      refusesAtMostTheValue(() -> header.longValue(field));
      refusesAtMostTheValue(() -> header.intValue(field));
      assertThat(header.booleanValue(i)).isEqualTo("true".equalsIgnoreCase(text));
    }
    refusesAtMostTheValue(() -> new SendMessageRequestDecoder().decode(header));
    refusesAtMostTheValue(() -> new PullMessageRequestDecoder().decode(header));
  }

  private static void refusesAtMostTheValue(Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      assertThat(e).message().isNotBlank();
    }
  }

  private byte[] damaged(Random random) {
    byte[] bytes = good.get(random.nextInt(good.size())).clone();
    for (int hits = random.nextInt(4); hits >= 0; hits--) {
      switch (random.nextInt(5)) {
        case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[random.nextInt(bytes.length)] = NASTY[random.nextInt(NASTY.length)];
        case 2 -> bytes[random.nextInt(Math.min(40, bytes.length))] = (byte) random.nextInt();
        case 3 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        default -> bytes = shortened(bytes, random);
      }
    }
    return bytes;
  }

  /**
   * Some bytes taken out, with lengths that agree again, so that the header's parser is reached.
   */
  private static byte[] shortened(byte[] bytes, Random random) {
    if (bytes.length < 30) {
      return bytes;
    }
    int headerLength = (bytes[6] & 0xFF) << 8 | bytes[7] & 0xFF;
    int from = 8 + random.nextInt(bytes.length - 9);
    int count = 1 + random.nextInt(Math.min(8, bytes.length - from));
    byte[] header = new byte[bytes.length - 8 - count];
    System.arraycopy(bytes, 8, header, 0, from - 8);
    System.arraycopy(bytes, from + count, header, from - 8, bytes.length - from - count);
    int length = Math.min(header.length, Math.max(0, headerLength - count));
    return PlainFrame.of(
        bytes[4], Arrays.copyOf(header, length), Arrays.copyOfRange(header, length, header.length));
  }
}
