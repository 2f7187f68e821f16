package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PendingRequestsTest {
  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final PendingRequests pending = new PendingRequests(context, context.nettyEventLoop());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void shouldTellEachThatItsTimeIsOverInOrderOfDeadlines() {
    long start = System.nanoTime();
    onLoop(
        () -> {
          pending.add(pending.nextOpaque(), new Waiter("late"), 400);
          pending.add(pending.nextOpaque(), new Waiter("soon"), 60);
          pending.add(pending.nextOpaque(), new Waiter("next"), 200);
          // beyond one turn of the wheel, in the slot of a sooner one
          pending.add(
              pending.nextOpaque(), new Waiter("never"), 128 * PendingRequests.TICK_MS + 60);
          return null;
        });
    await().until(() -> told.size() == 3);
    assertThat(told).containsExactly("soon timeout", "next timeout", "late timeout");
    assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(400);
    assertThat(onLoop(pending::size)).isOne();
  }

  @Test
  void shouldTellAllThatConnectionIsClosedAndForgetThem() {
    onLoop(
        () -> {
          for (int i = 0; i < 3; i++) {
            pending.add(pending.nextOpaque(), new Waiter("w" + i), 100);
          }
          pending.failAll(new ConnectionClosedException("gone", null));
          return null;
        });
    assertThat(told).containsExactlyInAnyOrder("w0 gone", "w1 gone", "w2 gone");
    assertThat(onLoop(pending::size)).isZero();
  }

  @Test
  void shouldTakeWaiterAgain() {
    Waiter waiter = new Waiter("again");
    onLoop(
        () -> {
          pending.add(pending.nextOpaque(), waiter, 60);
          return null;
        });
    await().until(() -> told.size() == 1);
    onLoop(
        () -> {
          pending.add(pending.nextOpaque(), waiter, 60);
          return null;
        });
    await().until(() -> told.size() == 2);
    assertThat(told).containsOnly("again timeout");
  }

  private <T> T onLoop(Callable<T> task) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        go -> {
          try {
            done.complete(task.call());
          } catch (Exception e) {
            done.fail(e);
          }
        });
    Future<T> future = done.future();
    return future.await();
  }

  private final class Waiter extends PendingAnswer {
    private final String name;

    Waiter(String name) {
      this.name = name;
    }

    @Override
    protected void onAnswer(Connection connection, RemotingFrame frame) {
      frame.release();
      told.add(name + " answer");
    }

    @Override
    protected void onTimeout() {
      told.add(name + " timeout");
    }

    @Override
    protected void onClosed(ConnectionClosedException cause) {
      told.add(name + " " + cause.getMessage());
    }
  }
}
