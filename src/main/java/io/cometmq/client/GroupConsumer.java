package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.Set;

/**
 * A member of a group: the queues of its topics are shared among the members, official clients
 * included, and each message is handled by one of them, unless the group broadcasts ({@link
 * ConsumerOptions#asBroadcast}). After a crash, or when queues change hands, messages may be
 * handled twice. Safe for any thread.
 */
public interface GroupConsumer {
  /**
   * The queues that are this member's share at the moment, those with the group's retries included.
   */
  Future<Set<MessageQueue>> assigned();

  /**
   * How many messages could not be handled and do not come again. Only those of a broadcast do not:
   * otherwise this stays 0.
   */
  long dropped();

  /**
   * Hands out no more messages until {@link #resume}; done when the last one is on its way to the
   * handler. Those that it has are finished as usual.
   */
  Future<Void> pause();

  /** Takes {@link #pause} back; done when messages may be handed out again. */
  Future<Void> resume();

  /**
   * Leaves the group: hands out no more messages, waits for those being handled, and commits what
   * was done.
   */
  Future<Void> close();
}
