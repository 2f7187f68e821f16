package io.cometmq.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WaitingTest {
  private final Waiting<String> waiting = new Waiting<>();

  @AfterEach
  void forgetInterrupt() {
    // this thread runs other tests, too
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void shouldWaitUntilAnotherThreadHasResult() throws Exception {
    Thread here = Thread.currentThread();
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              Awaitility.await().until(() -> here.getState() == Thread.State.WAITING);
              waiting.succeed("result");
            });
    assertThat(waiting.await()).isEqualTo("result");
    other.get();
  }

  @Test
  void shouldNotWaitForWhatIsThere() throws Exception {
    waiting.succeed("result");
    assertThat(waiting.await()).isEqualTo("result");
  }

  @Test
  void shouldThrowTheFailure() {
    IllegalArgumentException failure = new IllegalArgumentException("no");
    waiting.fail(failure);
    assertThatThrownBy(waiting::await).isSameAs(failure);
  }

  @Test
  void shouldStopWaitingWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(waiting::await).isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldKeepInterruptForWhatComesNextWhenResultIsThere() throws Exception {
    waiting.succeed("result");
    Thread.currentThread().interrupt();
    assertThat(waiting.await()).isEqualTo("result");
    assertThat(Thread.interrupted()).isTrue();
  }
}
