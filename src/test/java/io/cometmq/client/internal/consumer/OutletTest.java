package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OutletTest {
  private final Deque<Integer> source = new ArrayDeque<>();
  private final Outlet<Integer> outlet = new Outlet<>(source::poll);
  private final List<Integer> got = new ArrayList<>();

  private void offer(int from, int to) {
    IntStream.range(from, to).forEach(source::add);
    outlet.emit();
  }

  @Test
  void shouldHandOverNoMoreThanIsWanted() {
    outlet.pause();
    outlet.setHandler(got::add);
    offer(0, 10);
    assertThat(got).isEmpty();
    outlet.fetch(3);
    assertThat(got).containsExactly(0, 1, 2);
    assertThat(outlet.demand()).isZero();
    outlet.fetch(Long.MAX_VALUE);
    outlet.fetch(1);
    assertThat(outlet.demand()).isEqualTo(Long.MAX_VALUE);
    offer(10, 12);
    assertThat(got).hasSize(12).isSorted();
  }

  @Test
  void shouldStopAtOnceWhenItsHandlerSaysSo() {
    outlet.setHandler(
        each -> {
          got.add(each);
          if (each == 1) {
            outlet.pause();
          }
        });
    offer(0, 5);
    assertThat(got).containsExactly(0, 1);
    outlet.setHandler(null);
    outlet.fetch(5);
    assertThat(got).hasSize(2);
    assertThat(outlet.demand()).isZero();
    outlet.setHandler(got::add);
    assertThat(got).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void shouldNotHandOverWhileItHandsOver() {
    outlet.setHandler(
        each -> {
          got.add(each);
          if (each == 0) {
            offer(1, 3);
            assertThat(got).containsExactly(0);
          }
        });
    offer(0, 1);
    assertThat(got).containsExactly(0, 1, 2);
  }

  @Test
  void shouldEndOnce() {
    List<String> told = new ArrayList<>();
    outlet.setHandler(got::add);
    outlet.setFailureHandler(cause -> told.add(String.valueOf(cause.getMessage())));
    outlet.setEndHandler(end -> told.add("end"));
    outlet.fail(new IllegalStateException("lost"));
    outlet.end();
    outlet.end();
    offer(0, 1);
    assertThat(told).containsExactly("lost", "end");
    assertThat(got).isEmpty();
  }
}
