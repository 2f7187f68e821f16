package io.cometmq.tool.store;

import io.cometmq.record.RecordView;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says in words where consume queues differ from the log. Owned by the main thread. */
final class QueueDifferences {
  private final Findings findings;
  private final boolean abort;
  private final Map<QueueKey, Queue> queues = new TreeMap<>();

  /** One queue that differs. */
  private static final class Queue {
    final QueueFiles files;
    long good;
    long replaced;
    long missing;
    long firstMissing;
    boolean wrong;

    Queue(Path folder) {
      files = new QueueFiles(folder);
    }
  }

  /**
   * Creates one.
   *
   * @param abort whether the last stop was no orderly one: then the newest units may be missing
   */
  QueueDifferences(Map<QueueKey, Path> different, boolean abort, Findings findings) {
    this.findings = findings;
    this.abort = abort;
    different.forEach((queue, folder) -> queues.put(queue, new Queue(folder)));
  }

  /** Looks for the units of a record. */
  void record(RecordView record) {
    ExpectedUnits.of(
        record,
        (key, offset, tagsCode) -> {
          Queue queue = queues.get(key);
          if (queue != null) {
            look(key, queue, record, offset, tagsCode);
          }
        });
  }

  private void look(QueueKey key, Queue queue, RecordView record, long offset, long tagsCode) {
    QueueFiles.@Nullable Unit unit = queue.files.find(offset);
    if (unit == null) {
      if (queue.missing == 0) {
        queue.firstMissing = offset;
      }
      queue.missing++;
    } else if (unit.position() > record.physicalOffset()) {
      queue.replaced++;
    } else if (unit.position() != record.physicalOffset()
        || unit.size() != record.totalSize()
        || ExpectedUnits.comparable(key.topic(), unit.tagsCode()) != tagsCode) {
      queue.wrong = true;
      findings.problem(
          "queue "
              + key
              + " offset "
              + offset
              + " says position "
              + unit.position()
              + ", size "
              + unit.size()
              + ", tag hash "
              + unit.tagsCode()
              + "; the record is at "
              + record.physicalOffset()
              + ", size "
              + record.totalSize()
              + ", tag hash "
              + tagsCode);
    } else {
      queue.good++;
      closeHole(key, queue, offset);
    }
  }

  private void closeHole(QueueKey key, Queue queue, long offset) {
    if (queue.missing > 0) {
      queue.wrong = true;
      findings.problem(
          "queue "
              + key
              + " lacks "
              + queue.missing
              + " units from offset "
              + queue.firstMissing
              + " to "
              + offset);
      queue.missing = 0;
    }
  }

  /** Says the rest, after all records. */
  void finish(LogReader log) {
    queues.forEach((key, queue) -> finish(key, queue, log));
  }

  private void finish(QueueKey key, Queue queue, LogReader log) {
    if (queue.missing > 0) {
      String text =
          "queue "
              + key
              + " lacks its last "
              + queue.missing
              + " units, from offset "
              + queue.firstMissing;
      if (abort) {
        findings.note(text + "; the next start writes them again");
      } else {
        findings.problem(text);
      }
    }
    if (queue.replaced > 0) {
      findings.note(
          queue.replaced
              + " records of queue "
              + key
              + " belong to an earlier topic of that name, which was deleted");
    }
    long[] strange = {0};
    queue.files.forEach(
        (offset, position, size, tagsCode) -> {
          if (position >= log.end()) {
            strange[0]++;
          }
        });
    if (strange[0] > 0) {
      String text =
          "queue " + key + " has " + strange[0] + " units for positions behind the log's end";
      if (abort) {
        findings.note(text + "; the next start takes them away");
      } else {
        findings.problem(text);
      }
    } else if (!queue.wrong && queue.missing == 0 && queue.replaced == 0) {
      findings.problem(
          "queue "
              + key
              + " has units for which the log has no record; "
              + queue.good
              + " others are right");
    }
  }
}
