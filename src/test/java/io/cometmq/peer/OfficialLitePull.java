package io.cometmq.peer;

import io.cometmq.peer.api.PeerLitePull;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerQueue;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;

/** For one thread. */
final class OfficialLitePull implements PeerLitePull {
  private final DefaultLitePullConsumer consumer;

  OfficialLitePull(DefaultLitePullConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public List<PeerMessage> poll(long timeoutMillis) {
    return OfficialCalls.call(() -> OfficialTypes.messages(consumer.poll(timeoutMillis)));
  }

  @Override
  public List<PeerQueue> assigned() {
    return OfficialCalls.call(() -> OfficialTypes.queues(consumer.assignment()));
  }

  @Override
  public void seek(PeerQueue queue, long offset) {
    OfficialCalls.run(() -> consumer.seek(OfficialTypes.queue(queue), offset));
  }

  @Override
  @SuppressWarnings("deprecation") // the name that all versions know
  public void commit() {
    OfficialCalls.run(consumer::commitSync);
  }

  @Override
  public long committed(PeerQueue queue) {
    return OfficialCalls.call(() -> consumer.committed(OfficialTypes.queue(queue)));
  }

  @Override
  public void close() {
    OfficialCalls.run(consumer::shutdown);
  }
}
