package io.cometmq.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HalfLedgerTest {
  @Test
  void shouldAdvanceOverWhatHasEnded() {
    HalfLedger ledger = new HalfLedger(10);
    ledger.end(11);
    ledger.end(13);
    assertThat(ledger.start()).isEqualTo(10);
    assertThat(ledger.settled()).isEqualTo(12);
    ledger.end(10);
    assertThat(ledger.start()).isEqualTo(12);
    assertThat(ledger.settled()).isEqualTo(13);
    assertThat(ledger.isEnded(12)).isFalse();
    assertThat(ledger.isEnded(3)).isTrue();
    assertThat(ledger.isEnded(13)).isTrue();
  }

  @Test
  void shouldFollowAHalfThatIsStoredAgain() {
    HalfLedger ledger = new HalfLedger(0);
    ledger.opened(half(0));
    ledger.scannedTo(1);
    ledger.moved(0, half(5));
    ledger.moved(5, half(9));
    assertThat(ledger.current(0)).isEqualTo(9);
    assertThat(ledger.current(5)).isEqualTo(9);
    assertThat(ledger.isEnded(0)).isTrue();
    assertThat(ledger.isEnded(9)).isFalse();
    assertThat(ledger.looked()).extracting(OpenHalf::queueOffset).containsExactly(9L);
    ledger.end(9);
    assertThat(ledger.current(0)).isZero();
    assertThat(ledger.isEnded(ledger.current(0))).isTrue();
    assertThat(ledger.looked()).isEmpty();
  }

  @Test
  void shouldTakeGapsForEnded() {
    HalfLedger ledger = new HalfLedger(0);
    ledger.opened(half(4));
    ledger.scannedTo(8);
    assertThat(ledger.start()).isEqualTo(4);
    assertThat(ledger.settled()).isEqualTo(7);
    assertThat(ledger.scanned()).isEqualTo(8);
  }

  /** Far more halves than one word of bits, against a map that knows each of them. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_007_000L})
  void shouldAgreeWithAModel(long first) {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    System.out.println("HalfLedgerTest seed " + seed);
    Random random = new Random(seed);
    HalfLedger ledger = new HalfLedger(first);
    // offset to where it is now; -1 when it has ended
    TreeMap<Long, Long> model = new TreeMap<>();
    List<Long> unsettled = new ArrayList<>();
    long next = first;
    for (int step = 0; step < 300_000; step++) {
      int what = random.nextInt(10);
      if (what < 4 || unsettled.isEmpty()) {
        model.put(next, next);
        unsettled.add(next);
        next++;
      } else {
        int at = random.nextInt(Math.min(unsettled.size(), 1 + random.nextInt(64)));
        long offset = unsettled.get(at);
        if (what == 4) {
          unsettled.remove(at);
          long to = next++;
          model.replaceAll((each, now) -> now == offset ? to : now);
          model.put(to, to);
          unsettled.add(to);
          ledger.opened(half(offset));
          ledger.moved(offset, half(to));
        } else {
          unsettled.remove(at);
          ledger.end(offset);
          model.replaceAll((each, now) -> now == offset ? -1L : now);
        }
      }
      while (model.size() > 200) {
        assertThat(ledger.isEnded(ledger.current(model.firstKey())))
            .as("half %d, seed %d", model.firstKey(), seed)
            .isEqualTo(model.firstEntry().getValue() == -1);
        model.pollFirstEntry();
      }
    }
    long oldest = unsettled.stream().mapToLong(Long::longValue).min().orElse(next);
    assertThat(ledger.start()).as("seed %d", seed).isEqualTo(oldest);
    assertThat(next - ledger.settled()).as("seed %d", seed).isEqualTo(unsettled.size());
    for (long each : unsettled) {
      assertThat(ledger.isEnded(each)).as("half %d, seed %d", each, seed).isFalse();
    }
  }

  private static OpenHalf half(long offset) {
    return new OpenHalf(offset, offset * 100, 100, 0, 0, 0, -1, offset);
  }
}
