package io.cometmq.tool.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The parts that measure: when messages should leave, which there were, how long they took. */
final class MeasuringTest {
  private static final long MS = 1_000_000;

  @Test
  void shouldSendEachMessageAtTheTickItIsDueAt() {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      double rate = 0.5 + random.nextDouble() * 50_000;
      Pacer pacer = new Pacer(random.nextLong() >> 8, rate);
      long number = random.nextInt(1_000_000);

      long at = pacer.intendedNanos(number);

      String what = "seed " + seed + ", rate " + rate + ", number " + number;
      assertThat(pacer.due(at)).as(what).isGreaterThan(number);
      assertThat(pacer.due(at - MS)).as(what).isLessThanOrEqualTo(number);
      assertThat((at - pacer.beginNanos()) % MS).as(what).isZero();
    }
  }

  @Test
  void shouldKeepTheRateInTheLongRun() {
    Pacer pacer = new Pacer(5, 333.3);

    assertThat(pacer.due(5)).isZero();
    assertThat(pacer.due(5 + TimeUnit.SECONDS.toNanos(100))).isEqualTo(33_330);
    // in the past, as before the first tick
    assertThat(pacer.due(0)).isZero();
  }

  @Test
  void shouldTellItsMessagesFromOthers() {
    Stamp stamp = new Stamp(7, 2, 1L << 40, -5);
    byte[] body = stamp.body(100);

    assertThat(body).hasSize(100);
    assertThat(Stamp.of(body, 7)).isEqualTo(stamp);
    assertThat(Stamp.of(body, 8)).isNull();
    assertThat(Stamp.of(new byte[Stamp.SIZE - 1], 0)).isNull();
  }

  @Test
  void shouldCountWhatIsLostAndWhatComesTwice() {
    Seen stored = new Seen();
    Seen one = new Seen();
    Seen two = new Seen();
    for (int i = 0; i < 10; i++) {
      stored.add(0, i);
      stored.add(3, i);
    }
    for (int i = 0; i < 6; i++) {
      assertThat(one.add(0, i)).isTrue();
    }
    assertThat(one.add(0, 5)).isFalse();
    for (int i = 4; i < 9; i++) {
      two.add(0, i);
      two.add(3, i);
    }

    Seen all = new Seen();
    all.merge(one);
    all.merge(two);

    // 4 and 5 by two members, and 5 twice by one
    assertThat(all.repeated()).isEqualTo(3);
    assertThat(stored.missingIn(all)).isEqualTo(1 + 5);
    assertThat(all.missingIn(stored)).isZero();
  }

  @Test
  void shouldSampleSinceTheLastLookAndSumUp() {
    Sampler sampler = new Sampler();
    Track one = sampler.track();
    Track two = sampler.track();
    one.done(50 * MS);
    sampler.begin();

    one.done(2 * MS);
    two.done(4 * MS);
    sampler.look();
    two.done(TimeUnit.DAYS.toNanos(1));
    two.failed();
    sampler.lookLast();

    assertThat(sampler.samples()).hasSize(1);
    Percentiles first = sampler.samples().get(0).latencies();
    assertThat(first.count()).isEqualTo(2);
    assertThat(first.max()).isCloseTo(4, within(0.01));
    assertThat(sampler.total().getTotalCount()).isEqualTo(3);
    assertThat(sampler.count()).isEqualTo(4);
    assertThat(sampler.failures()).isEqualTo(1);
    // what can't be measured counts as an hour
    assertThat(Percentiles.of(sampler.total()).max())
        .isCloseTo((double) TimeUnit.HOURS.toMillis(1), within(5_000.0));
  }
}
