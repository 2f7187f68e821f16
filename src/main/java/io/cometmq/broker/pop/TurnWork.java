package io.cometmq.broker.pop;

import io.cometmq.bus.LoopTask;
import java.util.List;

/** What is done in turns, see {@link PopTurn}. Owned by whoever has the turn. */
interface TurnWork {
  /**
   * Begins a turn.
   *
   * @param here number of the event loop that it runs on; {@link PopTurn#NO_LOOP} for none
   * @param onWorker whether it may wait for the disk
   */
  void begin(int here, boolean onWorker);

  /** Runs the calls that gave others their turn. */
  void runLater();

  /** Sends off what has been collected. */
  void endTurn();

  /** Whether there are calls for a turn of the worker. */
  boolean hasLater();

  /** What the event loop that runs the turn is to finish itself. */
  List<LoopTask> takeFinished();
}
