package io.cometmq.client;

import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Sends messages. Safe for any thread; results come on the Vert.x context of the caller, or on the
 * client's event loop when there is none. To wait for one, call {@code await()} on it, on a virtual
 * thread or any thread that is not Vert.x's; {@link #sendAndWait} costs less.
 *
 * <p>Messages that one thread sends to one queue of a CometMQ broker are stored in that order, as
 * long as the topic is there already and no attempt fails. Apache RocketMQ works on the requests of
 * a connection with several threads: whoever needs the order there waits for each receipt. All
 * failures are {@link ClientException}s.
 */
public interface Producer {
  /** Sends to any queue: in turn, past brokers that fail or are slow. */
  Future<SendReceipt> send(Message message);

  /** Sends to a chosen queue; further attempts go there too. */
  Future<SendReceipt> send(Message message, QueueSelector selector);

  /**
   * Sends to any queue and has the calling thread wait for the receipt: {@code
   * send(message).await()} with less work. Not for event loops.
   *
   * @throws ClientException when it is given up, as the future of {@link #send(Message)} fails
   * @throws IllegalStateException on an event loop, where nobody may wait
   * @throws InterruptedException when the thread is interrupted before there is a receipt; the
   *     message may be stored all the same
   */
  SendReceipt sendAndWait(Message message) throws InterruptedException;

  /** The same to a chosen queue, see {@link #send(Message, QueueSelector)}. */
  SendReceipt sendAndWait(Message message, QueueSelector selector) throws InterruptedException;

  /**
   * Sends several messages to one queue in one request: all are stored, one behind the other, or
   * none.
   *
   * @param messages of one topic, not delayed; together no longer than a body may be
   * @return a receipt for each, in order
   */
  Future<List<SendReceipt>> sendBatch(List<Message> messages);

  /**
   * Sends and asks for no receipt. The result says only that the message has been handed to a
   * socket.
   */
  Future<Void> sendOneWay(Message message);

  /**
   * Sends a message that consumers see only when the local part of its transaction has succeeded.
   * The broker stores it, {@code local} is called, and the broker is told what came of that. When
   * it does not hear of it, it asks the {@link TransactionChecker} of some producer of the group.
   *
   * @param message not delayed
   * @param local the local part; called where results come, when the message is stored as safely as
   *     the broker is set to; otherwise it is not called, and the message is rolled back
   * @return fails with {@link ClientException.Undecided} when the local part fails: the checker is
   *     asked then
   */
  Future<TransactionReceipt> sendInTransaction(
      Message message, Function<SendReceipt, Future<TransactionOutcome>> local);

  /**
   * Sends a question and waits for its answer, which comes through the broker from whoever consumes
   * the question and answers it, with {@link #reply} or the official client's means.
   *
   * @param timeout how long it waits for the answer, from now on, at least a millisecond
   * @return the answer; fails with {@link ClientException.TimedOut} when there is none in time
   */
  Future<ReceivedMessage> request(Message question, Duration timeout);

  /**
   * Answers a question that a consumer was given.
   *
   * @return when the one who asked has the answer; fails with {@link ClientException.Refused} when
   *     it is gone, and with {@link ClientException.Invalid} when the message is no question
   */
  Future<SendReceipt> reply(ReceivedMessage question, byte[] answer);

  /**
   * A stream to write messages to, which says when it is full. Failed messages go to its exception
   * handler, and fail the future of their write; its end waits for all that was written.
   */
  WriteStream<Message> stream();

  /** Takes no more messages, and waits for those that are on their way. */
  Future<Void> close();
}
