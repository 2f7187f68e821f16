package io.cometmq.broker.connection.handler;

import io.cometmq.bus.StorageProxy;
import io.cometmq.net.Connection;
import io.cometmq.net.LoopTurn;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Passes sends on to storage and turns a full ring into back-pressure: what does not fit waits
 * here, and the socket it came from is not read until it is through. Owned by one event loop.
 */
final class AppendGate {
  private static final long RETRY_MS = 1;

  private final Vertx vertx;
  private final StorageProxy storage;
  private final Deque<SendTask> backlog = new ArrayDeque<>();
  private boolean offered;
  private boolean retrying;
  private int inFlight;

  AppendGate(Vertx vertx, StorageProxy storage, LoopTurn turn) {
    this.vertx = vertx;
    this.storage = storage;
    turn.atEnd(this::ring);
  }

  /** Takes a send; it comes back through {@link SendTask#finish}. */
  void pass(SendTask task) {
    inFlight++;
    if (backlog.isEmpty() && storage.offer(task)) {
      offered = true;
    } else {
      task.connection.holdReading();
      backlog.add(task);
      retryLater();
    }
  }

  /** Must be called for each send that came back. */
  void done() {
    inFlight--;
  }

  /** Counts sends that wait for something else before they can pass. */
  void wait(int change) {
    inFlight += change;
  }

  /** Sends that have not come back yet. */
  int inFlight() {
    return inFlight;
  }

  private void ring() {
    if (offered) {
      offered = false;
      storage.ring();
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
    while (!backlog.isEmpty() && storage.offer(backlog.peek())) {
      Connection connection = backlog.remove().connection;
      connection.resumeReading();
    }
    storage.ring();
    if (!backlog.isEmpty()) {
      retryLater();
    }
  }
}
