package io.cometmq.client.internal.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PackingLineTest {
  private final PackingLine line = new PackingLine();
  private final List<String> left = new ArrayList<>();

  @Test
  void shouldLetThroughAtOnceWhatNeedNotWait() {
    line.enter(() -> left.add("a"));
    line.enter(Future.<Runnable>succeededFuture(() -> left.add("b")));
    line.enter(() -> left.add("c"));
    assertThat(left).containsExactly("a", "b", "c");
  }

  @Test
  void shouldKeepOrderWhatEverIsPackedFirst() {
    Promise<Runnable> first = Promise.promise();
    Promise<Runnable> third = Promise.promise();
    line.enter(first.future());
    line.enter(() -> left.add("2"));
    line.enter(third.future());
    line.enter(() -> left.add("4"));
    third.complete(() -> left.add("3"));
    assertThat(left).isEmpty();
    first.complete(() -> left.add("1"));
    assertThat(left).containsExactly("1", "2", "3", "4");
    line.enter(() -> left.add("5"));
    assertThat(left).endsWith("5");
  }
}
