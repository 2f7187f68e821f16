package io.cometmq.web.session;

import io.cometmq.web.feed.Batch;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.CloseCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears what the broker says. Owned by one test. */
final class FakePage implements PageSocket {
  final List<String> said = new ArrayList<>();
  @Nullable CloseCode closed;
  boolean full;

  String last() {
    return said.get(said.size() - 1);
  }

  @Override
  public void send(String json) {
    said.add(json);
  }

  @Override
  public void close(CloseCode code) {
    closed = code;
  }

  @Override
  public boolean isFull() {
    return full;
  }

  @Override
  public void lost(Subscription subscription, String reason) {
    throw new AssertionError("there are no messages here");
  }

  @Override
  public void brokers(Subscription subscription, Collection<String> missing) {
    throw new AssertionError("there are no other brokers here");
  }

  @Override
  public void deliver(Subscription subscription, Batch batch, int count) {
    throw new AssertionError("there are no messages here");
  }
}
