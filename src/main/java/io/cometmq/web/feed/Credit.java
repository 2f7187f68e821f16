package io.cometmq.web.feed;

/** How many messages a page is ready to take. Owned by one event loop. */
public final class Credit {
  private final int most;
  private int left;

  /**
   * Creates it.
   *
   * @param most more than this is never kept
   */
  public Credit(int first, int most) {
    this.most = most;
    this.left = Math.min(first, most);
  }

  /** Messages that may be sent now. */
  public int left() {
    return left;
  }

  /** The page gives more; what goes beyond the most is dropped. */
  public void add(int more) {
    left = (int) Math.min(most, (long) left + more);
  }

  /** Messages were sent. */
  public void take(int messages) {
    if (messages > left) {
      throw new IllegalStateException("sent " + messages + " messages with a credit of " + left);
    }
    left -= messages;
  }
}
