package io.cometmq.peer.api;

import java.nio.file.Path;
import java.util.List;

/** RocketMQ's own message store, to write files and to read them. */
public interface PeerStore {
  /**
   * Opens the store, puts messages into it and closes it.
   *
   * @param segmentBytes size of its commit log files
   */
  void write(Path directory, int segmentBytes, List<PeerMessage> messages);

  /** Opens the store, reads all messages of a topic's queue and closes it again. */
  List<PeerMessage> read(Path directory, int segmentBytes, String topic, int queueId);

  /** Opens the store, looks for messages by key and closes it again; the bodies found. */
  List<PeerMessage> findByKey(Path directory, int segmentBytes, String topic, String key);
}
