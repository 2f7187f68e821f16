package io.cometmq.store.queue;

/** A run of units of one queue, kept mapped until released. Owned by whoever holds it. */
public final class QueueUnits {
  private final QueueWindow window;
  private final int at;
  private final int count;

  QueueUnits(QueueWindow window, int at, int count) {
    this.window = window;
    this.at = at;
    this.count = count;
  }

  /** Number of units. */
  public int count() {
    return count;
  }

  /** Position of the record in the log. */
  public long physicalOffset(int i) {
    return window.buffer().getLong(at + i * QueueLayout.UNIT);
  }

  /** Size of the record; {@link Integer#MAX_VALUE} for a unit without one. */
  public int size(int i) {
    return window.buffer().getInt(at + i * QueueLayout.UNIT + QueueLayout.SIZE_AT);
  }

  /** Hash of the record's tag. */
  public long tagsCode(int i) {
    return window.buffer().getLong(at + i * QueueLayout.UNIT + QueueLayout.TAGS_AT);
  }

  /** Lets go. */
  public void release() {
    window.release();
  }
}
