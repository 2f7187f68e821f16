package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LoopTurnTest {
  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final AtomicInteger rung = new AtomicInteger();
  private final LoopTurn turn = new LoopTurn();

  LoopTurnTest() {
    turn.atEnd(rung::incrementAndGet);
  }

  @Test
  void shouldEndOnceForAllThatWasReadTogether() {
    turn.endAfterReading(loop::add);
    turn.endAfterReading(loop::add);
    assertThat(rung).hasValue(0);
    assertThat(loop).hasSize(1);

    loop.remove().run();
    assertThat(rung).hasValue(1);
  }

  @Test
  void shouldEndAgainForWhatIsReadLater() {
    turn.endAfterReading(loop::add);
    loop.remove().run();
    turn.endAfterReading(loop::add);
    assertThat(loop).hasSize(1);
    loop.remove().run();
    assertThat(rung).hasValue(2);
  }

  @Test
  void shouldDoTheRestWhenOneThingFails() {
    LoopTurn failing = new LoopTurn();
    failing.atEnd(
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    failing.atEnd(rung::incrementAndGet);
    failing.end();
    assertThat(rung).hasValue(1);
  }

  @Test
  void shouldEndAtOnceWhenAskedTo() {
    turn.endAfterReading(loop::add);
    turn.end();
    assertThat(rung).hasValue(1);
    loop.remove().run();
    assertThat(rung).hasValue(2);
  }
}
