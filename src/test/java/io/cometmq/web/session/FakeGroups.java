package io.cometmq.web.session;

import io.cometmq.web.group.GroupMessage;
import io.cometmq.web.group.GroupReads;
import io.cometmq.web.group.GroupRequest;
import io.cometmq.web.group.Receipt;
import io.cometmq.web.protocol.CometException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Groups whose messages a test hands out itself. */
final class FakeGroups implements GroupReads {
  record Numbered(int number) implements Receipt {}

  /** Sizes of the questions asked so far. */
  final List<Integer> asked = new ArrayList<>();

  final List<Integer> acknowledged = new ArrayList<>();
  final List<String> givenBack = new ArrayList<>();
  @Nullable CometException refusal;
  @Nullable Outcome open;
  boolean cancelled;

  @Override
  public void join(GroupRequest request, Consumer<@Nullable CometException> failed) {
    failed.accept(refusal);
  }

  @Override
  public Question take(GroupRequest request, int most, Outcome outcome) {
    asked.add(most);
    open = outcome;
    return () -> cancelled = true;
  }

  /** Answers the question that is open. */
  void give(int... numbers) {
    Outcome outcome = Objects.requireNonNull(open);
    open = null;
    List<GroupMessage> messages = new ArrayList<>();
    for (int number : numbers) {
      messages.add(new GroupMessage(new Numbered(number), 1, "\"body\":\"" + number + "\""));
    }
    outcome.done(messages, null);
  }

  @Override
  public void acknowledge(List<Receipt> receipts, Consumer<@Nullable CometException> failed) {
    receipts.forEach(receipt -> acknowledged.add(((Numbered) receipt).number()));
    failed.accept(null);
  }

  @Override
  public void giveBack(
      List<Receipt> receipts, long delayMs, Consumer<@Nullable CometException> failed) {
    receipts.forEach(receipt -> givenBack.add(((Numbered) receipt).number() + " in " + delayMs));
    failed.accept(null);
  }
}
