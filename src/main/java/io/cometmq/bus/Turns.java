package io.cometmq.bus;

/**
 * State that several contexts work with, one at a time and none waiting for another. Safe for any
 * thread.
 */
public interface Turns {
  /**
   * Runs work on the state: now, on this thread, if nobody else is at it; otherwise soon, on the
   * thread of whoever is.
   *
   * @param loop number of the calling event loop, see {@link LoopProxy}; what comes out for it is
   *     finished before the call returns if the work was done here
   */
  void enter(int loop, Runnable work);
}
