package io.cometmq.net;

/**
 * Tells whether a peer goes on without waiting for answers of a certain kind. Owned by the
 * connection's event loop.
 */
public final class Overlap {
  private int open;
  private boolean seen;

  /**
   * A request of the kind has come; {@link #end} follows.
   *
   * @return whether the peer has lately gone on without the answer to one
   */
  public boolean begin() {
    boolean goesOn = seen || open > 0;
    seen = open > 0;
    open++;
    return goesOn;
  }

  /** Some other request has come. */
  public void other() {
    seen |= open > 0;
  }

  /** A request of the kind is answered. */
  public void end() {
    open--;
  }
}
