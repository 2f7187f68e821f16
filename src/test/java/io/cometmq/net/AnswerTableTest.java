package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.codec.RemotingFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AnswerTableTest {
  private final AnswerTable table = new AnswerTable();

  @Test
  void shouldFindEachByItsNumberAndPassOverTheOneThatWaitsLong() {
    Waiting slow = add();
    for (int round = 0; round < 10_000; round++) {
      Waiting first = add();
      Waiting second = add();
      assertThat(table.remove(second.opaque)).isSameAs(second);
      assertThat(table.remove(second.opaque)).isNull();
      assertThat(table.remove(first.opaque)).isSameAs(first);
    }
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.remove(slow.opaque)).isSameAs(slow);
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldHoldManyInAnyOrder() {
    List<Waiting> all = new ArrayList<>(IntStream.range(0, 5_000).mapToObj(i -> add()).toList());
    assertThat(all.stream().map(each -> each.opaque).distinct()).hasSize(5_000);
    Collections.shuffle(all, new Random(5));
    for (Waiting each : all.subList(0, 2_500)) {
      assertThat(table.remove(each.opaque)).isSameAs(each);
    }
    assertThat(table.removeAll()).hasSize(2_500).containsAll(all.subList(2_500, 5_000));
    assertThat(table.size()).isZero();
    assertThat(table.remove(all.get(4_000).opaque)).isNull();
  }

  private Waiting add() {
    Waiting waiting = new Waiting();
    waiting.opaque = table.nextOpaque();
    table.put(waiting);
    return waiting;
  }

  private static final class Waiting extends PendingAnswer {
    @Override
    protected void onAnswer(Connection connection, RemotingFrame frame) {
      frame.release();
    }

    @Override
    protected void onTimeout() {}

    @Override
    protected void onClosed(ConnectionClosedException cause) {}
  }
}
