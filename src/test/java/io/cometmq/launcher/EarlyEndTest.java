package io.cometmq.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.tool.cli.Interrupt;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class EarlyEndTest {
  private final Interrupt interrupt = new Interrupt();
  private final List<Integer> codes = new CopyOnWriteArrayList<>();
  private final EarlyEnd end = new EarlyEnd(interrupt, codes::add);

  @Test
  void shouldEndWithTheCodeOfTheCommandThatWasAskedTo() throws InterruptedException {
    Thread hook = end.thread();
    hook.start();
    interrupt.wanted().await();
    assertThat(codes).isEmpty();

    end.over(1);

    hook.join();
    assertThat(codes).containsExactly(1);
  }

  @Test
  void shouldLeaveAProcessAloneThatEndsByItself() throws InterruptedException {
    end.over(0);
    Thread hook = end.thread();
    hook.start();
    hook.join();

    assertThat(codes).isEmpty();
    assertThat(interrupt.isWanted()).isFalse();
  }
}
