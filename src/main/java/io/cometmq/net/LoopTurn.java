package io.cometmq.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of an event loop: while it lasts, connections only queue what they write; when it ends,
 * each of them is flushed once and the doorbells are rung. Owned by its event loop.
 *
 * <p>A turn takes in all connections that had something to read at the same time. On a machine with
 * few cores whoever is woken by a doorbell takes the core at once: rung after each connection, it
 * would find the requests of one, and the loop would be interrupted as often.
 */
public final class LoopTurn {
  private static final Logger LOG = LoggerFactory.getLogger(LoopTurn.class);

  private final List<Connection> dirty = new ArrayList<>();
  private final List<Runnable> atEnd = new ArrayList<>();
  private final Runnable endOfTurn = this::endOfTurn;
  private boolean ending;

  /** Runs {@code action} at the end of each turn, before the flush. */
  public void atEnd(Runnable action) {
    atEnd.add(action);
  }

  /** Ends the turn when the loop, which runs this, has read what is there to read. */
  void endAfterReading(Executor loop) {
    if (!ending) {
      ending = true;
      loop.execute(endOfTurn);
    }
  }

  private void endOfTurn() {
    ending = false;
    end();
  }

  /** Ends the turn now; what fails is logged and keeps nothing else from being done. */
  public void end() {
    for (int i = 0; i < atEnd.size(); i++) {
      try {
        atEnd.get(i).run();
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.error("the end of a turn failed", e);
      }
    }
    for (int i = 0; i < dirty.size(); i++) {
      try {
        dirty.get(i).flush();
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.error("flushing {} failed", dirty.get(i), e);
      }
    }
    dirty.clear();
  }

  void dirty(Connection connection) {
    dirty.add(connection);
  }
}
