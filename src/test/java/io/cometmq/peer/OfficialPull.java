package io.cometmq.peer;

import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;

/** Thread-safe, as the client's consumer is. */
@SuppressWarnings("deprecation") // the only client that pulls by offset
final class OfficialPull implements PeerPull {
  private final DefaultMQPullConsumer consumer;

  OfficialPull(DefaultMQPullConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public List<PeerQueue> fetchQueues(String topic) {
    return OfficialCalls.call(
        () -> OfficialTypes.queues(consumer.fetchSubscribeMessageQueues(topic)));
  }

  @Override
  public PeerPullResult pull(PeerQueue queue, String expression, long offset, int max) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.pullResult(
                consumer.pull(OfficialTypes.queue(queue), expression, offset, max)));
  }

  @Override
  public PeerPullResult pullOrWait(PeerQueue queue, String expression, long offset, int max) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.pullResult(
                consumer.pullBlockIfNotFound(OfficialTypes.queue(queue), expression, offset, max)));
  }

  @Override
  public long maxOffset(PeerQueue queue) {
    return OfficialCalls.call(() -> consumer.maxOffset(OfficialTypes.queue(queue)));
  }

  @Override
  public long minOffset(PeerQueue queue) {
    return OfficialCalls.call(() -> consumer.minOffset(OfficialTypes.queue(queue)));
  }

  @Override
  public long searchOffset(PeerQueue queue, long timestamp) {
    return OfficialCalls.call(() -> consumer.searchOffset(OfficialTypes.queue(queue), timestamp));
  }

  @Override
  public long earliestMessageTime(PeerQueue queue) {
    return OfficialCalls.call(() -> consumer.earliestMsgStoreTime(OfficialTypes.queue(queue)));
  }

  @Override
  public void commitOffset(PeerQueue queue, long offset) {
    OfficialCalls.run(
        () ->
            consumer
                .getOffsetStore()
                .updateConsumeOffsetToBroker(OfficialTypes.queue(queue), offset, false));
  }

  @Override
  public long committedOffset(PeerQueue queue) {
    return OfficialCalls.call(() -> consumer.fetchConsumeOffset(OfficialTypes.queue(queue), true));
  }

  @Override
  public void close() {
    OfficialCalls.run(consumer::shutdown);
  }
}
