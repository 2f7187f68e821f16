package io.cometmq.peer.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends; thread-safe. Failures are {@link PeerException}s. */
public interface PeerProducer extends AutoCloseable {
  /** Sends to a queue of the client's choice. */
  PeerSendResult send(PeerMessage message);

  /** Sends to one queue, without retries; with several brokers, to the first that has it. */
  PeerSendResult sendToQueue(PeerMessage message, int queueId);

  /**
   * Sends to the queue that a key stands for: of the topic's queues, as the client knows them, that
   * with the number of the key modulo their count.
   */
  PeerSendResult sendSelected(PeerMessage message, int key);

  /** Completes on a thread of the client. */
  CompletableFuture<PeerSendResult> sendAsync(PeerMessage message);

  /** Does not wait for an answer, and asks for none. */
  void sendOneway(PeerMessage message);

  /** Sends all in one request; they must be of one topic. */
  PeerSendResult sendBatch(List<PeerMessage> messages);

  /**
   * Sends a message that waits for its time, and returns what it can be taken back by; 5.x only.
   */
  String sendRecallable(PeerMessage message);

  /** Takes a message back that waits, and returns its id; 5.x only. */
  String recall(String topic, String handle);

  /** Sends all in one request to one queue; they must be of one topic. */
  PeerSendResult sendBatchToQueue(List<PeerMessage> messages, PeerQueue queue);

  /** Sends a question and waits for its answer. */
  PeerMessage request(PeerMessage message, long timeoutMillis);

  /** Sends a question; completes with its answer on a thread of the client. */
  CompletableFuture<PeerMessage> requestAsync(PeerMessage message, long timeoutMillis);

  /** Answers a question that a consumer got. */
  PeerSendResult reply(PeerMessage question, String answer);

  /** Ids of the topic's queues, as a producer sees them. */
  List<PeerQueue> fetchQueues(String topic);

  @Override
  void close();
}
