package io.cometmq.bus;

/**
 * Contexts apart from the connections' event loops that storage sends finished appends back to;
 * each is served with {@link LoopProxy#serve}.
 */
public enum ServiceLoop {
  /** Delayed and timed messages. */
  DELAY(0),
  /** Transactions. */
  TRANSACTION(1),
  /** POP consumption. */
  POP(2);

  private final int index;

  ServiceLoop(int index) {
    this.index = index;
  }

  /** Its number for {@link LoopTask#loop()} beside this many connection loops. */
  public int number(int connectionLoops) {
    return connectionLoops + index;
  }

  /** Number of one of the loops that serve browsers, of which there are as many. */
  public static int web(int connectionLoops, int index) {
    return connectionLoops + values().length + index;
  }

  /** How many loops there are beside this many connection loops, all included. */
  public static int total(int connectionLoops) {
    return 2 * connectionLoops + values().length;
  }
}
