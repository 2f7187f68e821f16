package io.cometmq.tool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private final StringWriter err = new StringWriter();
  private long nowMs;

  private ProgressLine line(boolean shown, boolean terminal) {
    return new ProgressLine(new PrintWriter(err), shown, terminal, () -> nowMs);
  }

  @Test
  void shouldWriteOverItsLineOnATerminal() {
    ProgressLine line = line(true, true);

    line.show("half");
    line.show("all");
    line.clear();
    line.clear();

    assertThat(err).hasToString("\rhalf\rall \r   \r");
  }

  @Test
  void shouldWriteLinesElsewhere() {
    ProgressLine line = line(true, false);

    line.show("half");
    line.show("all");
    line.clear();

    assertThat(err.toString().lines()).containsExactly("half", "all");
  }

  @Test
  void shouldBeDueNowAndThen() {
    ProgressLine line = line(true, true);
    assertThat(line.isDue()).isFalse();

    nowMs = 500;
    assertThat(line.isDue()).isTrue();

    line.show("text");
    assertThat(line.isDue()).isFalse();
  }

  @Test
  void shouldSayNothingWhenNobodyListens() {
    ProgressLine line = line(false, false);
    nowMs = 10_000;

    line.show("text");

    assertThat(line.isDue()).isFalse();
    assertThat(err.toString()).isEmpty();
  }
}
