package io.cometmq.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopProxyTest {
  private final List<String> finished = new ArrayList<>();

  private LoopTask task(Runnable work) {
    return new LoopTask() {
      @Override
      public int loop() {
        return 0;
      }

      @Override
      public void finish() {
        work.run();
      }
    };
  }

  @Test
  void shouldFinishTheOthersWhenOneFails() {
    LoopTask broken =
        task(
            () -> {
              throw new IllegalStateException("as the test wants it");
            });
    LoopProxy.finish(
        List.of(task(() -> finished.add("first")), broken, task(() -> finished.add("last"))));
    assertThat(finished).containsExactly("first", "last");
  }
}
