package io.cometmq.store.read;

import io.cometmq.model.PropertyNames;
import io.cometmq.model.TagHash;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.store.queue.QueueUnits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the newest messages with a tag. Safe for any thread that may wait for the disk.
 *
 * <p>RocketMQ keeps an index of tags for this, which every message pays for. Consume queues hold
 * the tags' hashes anyway, 20 bytes a message; reading them backwards is enough for a question that
 * an operator asks now and then.
 */
public final class TagSearch {
  /** Units that one search looks at, over all queues of the topic. */
  private static final int MAX_UNITS = 2_000_000;

  private static final int STRIDE = 1_024;

  private final CommitLog log;
  private final ConsumeQueueTable queues;
  private final OffsetSearch times;

  /** Creates a search in these queues. */
  public TagSearch(CommitLog log, ConsumeQueueTable queues) {
    this.log = log;
    this.queues = queues;
    this.times = new OffsetSearch(log);
  }

  /**
   * Looks for messages with exactly this tag.
   *
   * @param max number of messages at most
   * @param begin earliest store time, in milliseconds since the epoch
   * @param end latest store time
   * @return positions in the log, newest first; of a topic with more than two million messages in
   *     that time only the newest are looked at
   */
  public List<Long> find(String topic, String tag, int max, long begin, long end) {
    List<Long> found = new ArrayList<>();
    List<ConsumeQueue> all = queues.queues(topic);
    for (ConsumeQueue queue : all) {
      long from = times.firstAtOrAfter(queue, begin);
      long to = end == Long.MAX_VALUE ? queue.maxOffset() : times.firstAtOrAfter(queue, end + 1);
      long first = Math.max(from, to - MAX_UNITS / all.size());
      found.addAll(newest(queue, tag, max, first, to));
    }
    found.sort(Comparator.reverseOrder());
    return found.subList(0, Math.min(max, found.size()));
  }

  private List<Long> newest(ConsumeQueue queue, String tag, int max, long from, long to) {
    List<Long> found = new ArrayList<>();
    long hash = TagHash.of(tag);
    long end = to;
    while (end > from && found.size() < max) {
      long start = Math.max(from, end - STRIDE);
      List<Long> stride = new ArrayList<>();
      for (long offset = start; offset < end; ) {
        QueueUnits units = queue.units(offset, true);
        if (units == null) {
          // retention was faster
          return found;
        }
        try {
          int count = (int) Math.min(units.count(), end - offset);
          for (int i = 0; i < count; i++) {
            if (units.tagsCode(i) == hash && hasTag(tag, units.physicalOffset(i), units.size(i))) {
              stride.add(0, units.physicalOffset(i));
            }
          }
          offset += count;
        } finally {
          units.release();
        }
      }
      found.addAll(stride);
      end = start;
    }
    return found;
  }

  private boolean hasTag(String tag, long position, int size) {
    LogSlice slice = size == Integer.MAX_VALUE ? null : log.read(position, size);
    if (slice == null) {
      return false;
    }
    try {
      MessageDraft message = MessageDraft.of(new RecordView().wrap(slice.buffer(), 0));
      return tag.equals(message.property(PropertyNames.TAGS));
    } finally {
      slice.release();
    }
  }
}
