package io.cometmq.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.MessageQueue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueueLockTableTest {
  private static final MessageQueue ONE = new MessageQueue("topic", "broker", 1);
  private static final MessageQueue TWO = new MessageQueue("topic", "broker", 2);

  private final QueueLockTable locks = new QueueLockTable();
  private final FakeConnection first = new FakeConnection();
  private final FakeConnection second = new FakeConnection();

  private static final class FakeConnection implements ClientConnection {
    private boolean closed;

    @Override
    public String address() {
      return "127.0.0.1:1";
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void notifyConsumerIdsChanged(String group) {
      throw new AssertionError("locks tell nobody");
    }

    @Override
    public void checkTransaction(TransactionCheck check) {
      throw new AssertionError("nobody asks this one");
    }
  }

  @Test
  void shouldGiveQueueToOneClientOfGroup() {
    assertThat(locks.lock("g", "a", first, List.of(ONE), 0)).containsExactly(ONE);
    assertThat(locks.lock("g", "b", second, List.of(ONE, TWO), 0)).containsExactly(TWO);
    assertThat(locks.lock("other", "b", second, List.of(ONE), 0)).containsExactly(ONE);
    assertThat(locks.owner("g", ONE, 0)).isEqualTo("a");
  }

  @Test
  void shouldGiveQueueToAnotherOnlyAfterLease() {
    locks.lock("g", "a", first, List.of(ONE), 0);
    locks.lock("g", "a", first, List.of(ONE), 50_000);
    assertThat(locks.lock("g", "b", second, List.of(ONE), 110_000)).isEmpty();
    assertThat(locks.isLocking("g", 110_000)).isTrue();
    assertThat(locks.isLocking("g", 110_001)).isFalse();
    assertThat(locks.lock("g", "b", second, List.of(ONE), 110_001)).containsExactly(ONE);
    assertThat(locks.lock("g", "a", first, List.of(ONE), 110_002)).isEmpty();
  }

  @Test
  void shouldTakeBackOnlyOwnLocks() {
    locks.lock("g", "a", first, List.of(ONE), 0);
    locks.lock("g", "b", second, List.of(TWO), 0);
    locks.unlock("g", "a", List.of(ONE, TWO));
    assertThat(locks.owner("g", ONE, 0)).isNull();
    assertThat(locks.owner("g", TWO, 0)).isEqualTo("b");
  }

  @Test
  void shouldReleaseWithConnection() {
    locks.lock("g", "a", first, List.of(ONE), 0);
    locks.lock("h", "a", first, List.of(ONE), 0);
    locks.lock("g", "b", second, List.of(TWO), 0);
    locks.release(first);
    assertThat(locks.owner("g", ONE, 0)).isNull();
    assertThat(locks.owner("h", ONE, 0)).isNull();
    assertThat(locks.owner("g", TWO, 0)).isEqualTo("b");
    assertThat(locks.isLocking("h", 0)).isFalse();
  }

  @Test
  void shouldKeepLockThatClientRenewedOverAnotherConnection() {
    locks.lock("g", "a", first, List.of(ONE), 0);
    locks.lock("g", "a", second, List.of(ONE), 1);
    locks.release(first);
    assertThat(locks.owner("g", ONE, 1)).isEqualTo("a");
  }

  @Test
  void shouldGiveNothingToConnectionThatIsGone() {
    first.close();
    assertThat(locks.lock("g", "a", first, List.of(ONE), 0)).isEmpty();
    assertThat(locks.isLocking("g", 0)).isFalse();
  }
}
