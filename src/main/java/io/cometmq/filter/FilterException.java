package io.cometmq.filter;

/**
 * An expression that is none. Its text says what was found where, and what would have been right.
 */
public final class FilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  FilterException(int position, String message) {
    super(message);
    this.position = position;
  }

  /** Where it goes wrong, counted in characters from 1; 0 when no place is to blame. */
  public int position() {
    return position;
  }
}
