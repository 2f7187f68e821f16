package io.cometmq.net;

import java.util.ArrayList;
import java.util.List;

/**
 * One turn of an event loop: while it lasts, connections only queue what they write; when it ends,
 * each of them is flushed once and the doorbells are rung. Owned by its event loop.
 */
public final class LoopTurn {
  private final List<Connection> dirty = new ArrayList<>();
  private final List<Runnable> atEnd = new ArrayList<>();

  /** Runs {@code action} at the end of each turn, before the flush. */
  public void atEnd(Runnable action) {
    atEnd.add(action);
  }

  /** Ends the turn. */
  public void end() {
    for (int i = 0; i < atEnd.size(); i++) {
      atEnd.get(i).run();
    }
    for (int i = 0; i < dirty.size(); i++) {
      dirty.get(i).flush();
    }
    dirty.clear();
  }

  void dirty(Connection connection) {
    dirty.add(connection);
  }
}
