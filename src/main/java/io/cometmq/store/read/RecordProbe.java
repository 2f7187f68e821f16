package io.cometmq.store.read;

import io.cometmq.filter.MessageFilter;
import io.cometmq.filter.PropertyView;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the properties of stored records where they stand, one after the other, and keeps the
 * part of the log mapped that it looked at last. Owned by whoever made it, who must {@link
 * #release} it.
 */
public final class RecordProbe {
  private final CommitLog log;
  private final PropertyView properties = new PropertyView();
  private @Nullable LogSlice held;
  private long start;

  /** Creates a probe that holds nothing. */
  public RecordProbe(CommitLog log) {
    this.log = log;
  }

  /**
   * Whether a filter wants a record whose tag it may want; may wait for the record's page.
   *
   * @param position where the record starts in the log
   * @param size of the record, in bytes
   * @return true also when the log has the record no more: whoever reads it will be told so
   */
  public boolean wants(MessageFilter filter, long position, int size) {
    if (!filter.looksAtProperties()) {
      return true;
    }
    LogSlice slice = hold(position, size);
    return slice == null
        || filter.wants(properties.record(slice.buffer(), (int) (position - start)));
  }

  private @Nullable LogSlice hold(long position, int size) {
    LogSlice slice = held;
    if (slice == null || position < start || position - start + size > slice.buffer().limit()) {
      release();
      slice = log.readOn(position);
      held = slice;
      start = position;
    }
    return slice;
  }

  /** Lets go of the log. The probe can be used again. */
  public void release() {
    LogSlice slice = held;
    if (slice != null) {
      held = null;
      slice.release();
    }
  }
}
