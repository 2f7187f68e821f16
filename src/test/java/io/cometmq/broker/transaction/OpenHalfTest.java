package io.cometmq.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.record.MessageDraft;
import org.junit.jupiter.api.Test;

final class OpenHalfTest {
  private static final long TIMEOUT_MS = 6_000;

  @Test
  void shouldBeDueWhenItsTimeIsOver() {
    OpenHalf half = of(new MessageDraft(), 10_000);
    assertThat(half.isDue(15_999, TIMEOUT_MS)).isFalse();
    assertThat(half.isDue(16_000, TIMEOUT_MS)).isTrue();
    assertThat(half.isDue(9_999, TIMEOUT_MS)).as("born in the future").isTrue();
  }

  @Test
  void shouldKeepTheImmunityThatItsProducerWants() {
    OpenHalf patient = of(with("CHECK_IMMUNITY_TIME_IN_SECONDS", "60"), 10_000);
    assertThat(patient.isDue(69_999, TIMEOUT_MS)).isFalse();
    assertThat(patient.isDue(70_000, TIMEOUT_MS)).isTrue();
    OpenHalf impatient = of(with("CHECK_IMMUNITY_TIME_IN_SECONDS", "1"), 10_000);
    assertThat(impatient.isDue(15_999, TIMEOUT_MS)).as("never before the timeout").isFalse();
    OpenHalf broken = of(with("CHECK_IMMUNITY_TIME_IN_SECONDS", "soon"), 10_000);
    assertThat(broken.isDue(16_000, TIMEOUT_MS)).isTrue();
    OpenHalf endless = of(with("CHECK_IMMUNITY_TIME_IN_SECONDS", "" + Long.MAX_VALUE), 10_000);
    assertThat(endless.isDue(16_000, TIMEOUT_MS)).isFalse();
  }

  @Test
  void shouldReadWhatWasStoredWithIt() {
    MessageDraft draft = with("TRANSACTION_CHECK_TIMES", "4");
    draft.properties.put("TRAN_PREPARED_QUEUE_OFFSET", "3");
    OpenHalf half = of(draft, 0);
    assertThat(half.checks()).isEqualTo(4);
    assertThat(half.origin()).isEqualTo(3);
    OpenHalf again = half.storedAgain(9, 900, 120, 77, 5);
    assertThat(again).isEqualTo(new OpenHalf(9, 900, 120, 0, 77, 5, -1, 3));
    assertThat(of(new MessageDraft(), 0).origin()).isEqualTo(7);
  }

  private static MessageDraft with(String name, String value) {
    MessageDraft draft = new MessageDraft();
    draft.properties.put(name, value);
    return draft;
  }

  private static OpenHalf of(MessageDraft draft, long bornMs) {
    draft.bornTimestamp = bornMs;
    return OpenHalf.of(draft, 7, 700, 100, bornMs);
  }
}
