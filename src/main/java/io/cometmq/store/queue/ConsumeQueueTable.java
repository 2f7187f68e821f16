package io.cometmq.store.queue;

import io.cometmq.store.file.StoreFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All consume queues. Safe for any thread; queues are made by whoever asks first and removed by the
 * dispatch context.
 */
public final class ConsumeQueueTable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumeQueueTable.class);
  private static final ConsumeQueue[] NONE = {};

  private final QueueFiles files;
  private final Path directory;
  // the arrays are indexed by queue id and replaced, never changed
  private final ConcurrentHashMap<String, @Nullable ConsumeQueue[]> topics =
      new ConcurrentHashMap<>();
  // counts removals, so that others know when to forget what they remember
  private final AtomicInteger removals = new AtomicInteger();
  private boolean wasThere;

  /** Creates a table of the queues below a directory; {@link #load} reads those that are there. */
  public ConsumeQueueTable(QueueFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Reads what is on disk; only at start. */
  public void load() {
    wasThere = files.disk().exists(directory);
    files.disk().createDirectories(directory);
    QueueLoader loader = new QueueLoader(files.disk(), files.fileBytes());
    for (String topic : files.disk().list(directory)) {
      Path topicDirectory = directory.resolve(topic);
      for (String name : files.disk().list(topicDirectory)) {
        int queueId = queueId(name);
        if (queueId < 0) {
          LOG.warn("{} is no directory of a queue, leaving it alone", topicDirectory.resolve(name));
        } else {
          loader.load(getOrCreate(topic, queueId), topicDirectory.resolve(name));
        }
      }
    }
  }

  /** Whether {@link #load} found the directory, with queues in it or without. */
  public boolean wereThere() {
    return wasThere;
  }

  private static int queueId(String name) {
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Deletes all queue files; only at start, when they are to be built anew from the log. */
  public void clear() {
    files.forget(directory);
    files.disk().delete(directory);
    files.disk().createDirectories(directory);
    topics.clear();
  }

  /** The queue, made if need be; that touches no file. */
  public ConsumeQueue getOrCreate(String topic, int queueId) {
    ConsumeQueue known = find(topic, queueId);
    return known != null ? known : create(topic, queueId);
  }

  @SuppressWarnings("NullAway") // the array has holes for queue ids that are not there
  private ConsumeQueue create(String topic, int queueId) {
    return topics
        .compute(
            topic,
            (name, queues) -> {
              ConsumeQueue[] now = queues == null ? NONE : queues;
              if (queueId < now.length && now[queueId] != null) {
                return now;
              }
              ConsumeQueue[] more = Arrays.copyOf(now, Math.max(now.length, queueId + 1));
              Path path = directory.resolve(name).resolve(Integer.toString(queueId));
              more[queueId] = new ConsumeQueue(files, path, name, queueId);
              return more;
            })[queueId];
  }

  /** The queue, null when it is not there. */
  public @Nullable ConsumeQueue find(String topic, int queueId) {
    @Nullable ConsumeQueue[] queues = topics.get(topic);
    return queues == null || queueId < 0 || queueId >= queues.length ? null : queues[queueId];
  }

  /** Names of the topics that have queues; a live view. */
  public Set<String> topics() {
    return topics.keySet();
  }

  /** The queues of a topic that are there. */
  public List<ConsumeQueue> queues(String topic) {
    @Nullable ConsumeQueue[] queues = topics.get(topic);
    List<ConsumeQueue> list = new ArrayList<>();
    if (queues != null) {
      for (ConsumeQueue queue : queues) {
        if (queue != null) {
          list.add(queue);
        }
      }
    }
    return list;
  }

  /** Calls for each queue. */
  public void forEach(Consumer<ConsumeQueue> action) {
    topics.keySet().forEach(topic -> queues(topic).forEach(action));
  }

  /** Number of queues. */
  public int size() {
    int size = 0;
    for (String topic : topics.keySet()) {
      size += queues(topic).size();
    }
    return size;
  }

  /** Takes the topic's queues out of use at once; their files stay until {@link #deleteFiles}. */
  public void remove(String topic) {
    queues(topic).forEach(ConsumeQueue::markDeleted);
    topics.remove(topic);
    removals.incrementAndGet();
  }

  /** Deletes the files of a topic that was removed, unless it was made again; may block. */
  public void deleteFiles(String topic) {
    if (!topics.containsKey(topic)) {
      Path path = directory.resolve(topic);
      files.forget(path);
      files.disk().delete(path);
      files.disk().forceDirectory(directory);
    }
  }

  int removals() {
    return removals.get();
  }

  /** Moves lower bounds behind what the log has no more; upkeep context. */
  public void dropBefore(long logStart) {
    forEach(queue -> queue.dropBefore(logStart));
  }

  /** Drops the units of records that begin at or after the log's end; only at start. */
  public void truncate(long logEnd) {
    forEach(
        queue -> {
          if (queue.endOfRecords() > logEnd) {
            queue.truncate(logEnd, UnitCheck.NONE);
          }
        });
  }

  /**
   * Drops the units of records that begin at or after a position from which on the disk may have
   * anything; only at start.
   */
  public void truncate(long certainEnd, UnitCheck check) {
    forEach(queue -> queue.truncate(certainEnd, check));
  }

  /** Ends the time in which units are written again: new offsets follow the last unit. */
  public void startWriting() {
    forEach(ConsumeQueue::startWriting);
  }

  /** Start in the log of the last record that any queue refers to, -1 when there is none. */
  public long lastRecord() {
    long[] last = {-1};
    forEach(queue -> last[0] = Math.max(last[0], queue.lastRecord()));
    return last[0];
  }

  /** Makes files last that were made, or deleted, just before a kill; only at start. */
  public void forceAgain() {
    forEach(ConsumeQueue::forceAgain);
    StoreFiles disk = files.disk();
    for (String topic : disk.list(directory)) {
      if (!topics.containsKey(topic)) {
        // emptied, and about to be deleted
        disk.forceDirectory(directory.resolve(topic));
      }
    }
    if (disk.exists(directory)) {
      disk.forceDirectory(directory);
    }
  }

  /** Forces what a recovery that was cut off may have left to the kernel; only at start. */
  public void forceTails() {
    forEach(ConsumeQueue::forceTail);
  }

  /** Wipes what stands after the last unit of each queue; only at start, after a crash. */
  public void wipeRests() {
    forEach(ConsumeQueue::wipeRest);
  }
}
