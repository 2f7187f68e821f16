package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.PopEvent;
import io.cometmq.broker.pop.PopTurn;
import io.cometmq.net.Connection;
import io.cometmq.net.LoopTurn;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Passes requests on to the pop context and turns a full ring into back-pressure, as {@link
 * AppendGate} does. Owned by one event loop.
 */
final class PopGate {
  private static final long RETRY_MS = 1;

  private final Vertx vertx;
  private final PopTurn pop;
  private final int loop;
  private final LoopTurn turn;
  private final Deque<Waiting> backlog = new ArrayDeque<>();
  private boolean offered;
  private boolean retrying;

  private record Waiting(Connection connection, PopEvent event) {}

  PopGate(Vertx vertx, int loop, PopTurn pop, LoopTurn turn) {
    this.loop = loop;
    this.turn = turn;
    this.vertx = vertx;
    this.pop = pop;
    turn.atEnd(this::take);
  }

  void pass(Connection connection, PopEvent event) {
    if (backlog.isEmpty() && pop.offer(event)) {
      offered = true;
    } else {
      connection.holdReading();
      backlog.add(new Waiting(connection, event));
      retryLater();
    }
  }

  private void take() {
    if (offered) {
      offered = false;
      pop.take(loop);
    }
  }

  private void retryLater() {
    if (!retrying) {
      retrying = true;
      vertx.setTimer(RETRY_MS, id -> retry());
    }
  }

  private void retry() {
    retrying = false;
    while (!backlog.isEmpty() && pop.offer(backlog.peek().event())) {
      backlog.remove().connection().resumeReading();
    }
    offered = true;
    turn.end();
    if (!backlog.isEmpty()) {
      retryLater();
    }
  }
}
