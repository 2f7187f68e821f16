package io.cometmq.web.group;

import io.cometmq.web.protocol.CometException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands out messages of groups. Used on one event loop, on which it calls back. */
public interface GroupReads {
  /** Takes the outcome of asking for messages; one of the two is null. */
  @FunctionalInterface
  interface Outcome {
    /** Called once; the list is empty when there was nothing for a while. */
    void done(@Nullable List<GroupMessage> messages, @Nullable CometException failure);
  }

  /** A question that is under way. */
  interface Question {
    /** Nobody wants the answer any more; what has been handed out by then still comes. */
    void cancel();
  }

  /**
   * Checks that a group may read a topic, and makes the group if it is new.
   *
   * @param failed is given null when all is well
   */
  void join(GroupRequest request, Consumer<@Nullable CometException> failed);

  /**
   * Asks for messages, and waits a while for the first.
   *
   * @param most 1 to 32
   */
  Question take(GroupRequest request, int most, Outcome outcome);

  /**
   * Messages have been dealt with.
   *
   * @param failed is given null once that is noted
   */
  void acknowledge(List<Receipt> receipts, Consumer<@Nullable CometException> failed);

  /**
   * Messages are to come again, to any member.
   *
   * @param delayMs from now on; 0 for at once
   * @param failed is given null once that is noted
   */
  void giveBack(List<Receipt> receipts, long delayMs, Consumer<@Nullable CometException> failed);
}
