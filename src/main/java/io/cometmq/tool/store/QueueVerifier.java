package io.cometmq.tool.store;

import io.cometmq.record.RecordView;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds consume queues against the log: every record has its unit, and every unit its record. Owned
 * by the main thread.
 *
 * <p>First sums are compared, for which each file is read once from beginning to end. Only queues
 * whose sums differ are looked at unit by unit.
 */
final class QueueVerifier {
  private final StoreFolder folder;
  private final Findings findings;
  private final Map<QueueKey, UnitSum> wanted = new HashMap<>();
  private final Map<QueueKey, Path> folders = new TreeMap<>();
  private final Set<QueueKey> different = new TreeSet<>();
  private long units;

  QueueVerifier(StoreFolder folder, Findings findings) {
    this.folder = folder;
    this.findings = findings;
  }

  int queues() {
    return folders.size();
  }

  int topics() {
    Set<String> topics = new HashSet<>();
    folders.keySet().forEach(queue -> topics.add(queue.topic()));
    return topics.size();
  }

  /** Number of units whose records the log has. */
  long units() {
    return units;
  }

  /** Takes note of a record. */
  void record(RecordView record) {
    ExpectedUnits.of(
        record,
        (queue, offset, tagsCode) ->
            wanted
                .computeIfAbsent(queue, missing -> new UnitSum())
                .add(offset, record.physicalOffset(), record.totalSize(), tagsCode));
  }

  /** Reads the queues and compares, after all records. */
  void compare(LogReader log) {
    for (Path path : folder.queueFolders()) {
      QueueKey queue = key(path);
      if (queue == null) {
        findings.problem(path + " is no folder of a queue: its name is no number");
        continue;
      }
      folders.put(queue, path);
      UnitSum found = new UnitSum();
      new QueueFiles(path)
          .forEach(
              (offset, position, size, tagsCode) -> {
                if (position >= log.start()) {
                  long comparable = ExpectedUnits.comparable(queue.topic(), tagsCode);
                  found.add(offset, position, size, comparable);
                }
              });
      units += found.count();
      if (!found.isSameAs(wanted.getOrDefault(queue, new UnitSum()))) {
        different.add(queue);
      }
    }
    wanted.forEach(
        (queue, sum) -> {
          if (!folders.containsKey(queue)) {
            findings.note(
                sum.count()
                    + " records of queue "
                    + queue
                    + " have no consume queue; that is so for deleted topics");
          }
        });
  }

  private static @Nullable QueueKey key(Path path) {
    try {
      return new QueueKey(
          String.valueOf(path.getName(path.getNameCount() - 2)),
          Integer.parseInt(String.valueOf(path.getFileName())));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The queues that differ from the log, and where they are. */
  Map<QueueKey, Path> different() {
    Map<QueueKey, Path> found = new TreeMap<>();
    for (QueueKey queue : different) {
      Path path = folders.get(queue);
      if (path != null) {
        found.put(queue, path);
      }
    }
    return found;
  }
}
