package io.cometmq.peer;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckCallback;
import org.apache.rocketmq.client.consumer.AckResult;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PopCallback;
import org.apache.rocketmq.client.consumer.PopResult;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ChangeInvisibleTimeRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ExtraInfoUtil;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;

/** Thread-safe, as the client's API is. */
@SuppressWarnings("deprecation") // the plainest client that lets one at its API
final class OfficialPop implements PeerPop {
  private static final long TIMEOUT_MS = 10_000;

  private final DefaultMQPullConsumer consumer;
  private final String group;
  private final String broker;

  OfficialPop(DefaultMQPullConsumer consumer, String topic) throws MQClientException {
    this.consumer = consumer;
    this.group = consumer.getConsumerGroup();
    // without this the client knows no address, and asks the name server
    factory().updateTopicRouteInfoFromNameServer(topic);
    this.broker = consumer.fetchSubscribeMessageQueues(topic).iterator().next().getBrokerName();
  }

  @Override
  public Result pop(Request request) {
    return OfficialCalls.call(
        () -> {
          PopMessageRequestHeader header = new PopMessageRequestHeader();
          header.setConsumerGroup(group);
          header.setTopic(request.topic());
          header.setQueueId(request.queueId());
          header.setMaxMsgNums(request.max());
          header.setInvisibleTime(request.invisibleMs());
          header.setPollTime(request.pollMs());
          header.setBornTime(System.currentTimeMillis());
          header.setInitMode(request.fromLast() ? 1 : 0);
          header.setExpType("TAG");
          header.setExp(request.expression());
          header.setOrder(request.order());
          header.setAttemptId(request.attemptId());
          CompletableFuture<PopResult> result = new CompletableFuture<>();
          api()
              .popMessageAsync(
                  broker,
                  address(),
                  header,
                  TIMEOUT_MS + request.pollMs(),
                  new PopCallback() {
                    @Override
                    public void onSuccess(PopResult popped) {
                      result.complete(popped);
                    }

                    @Override
                    public void onException(Throwable cause) {
                      result.completeExceptionally(cause);
                    }
                  });
          PopResult popped = await(result, TIMEOUT_MS + request.pollMs());
          return new Result(
              popped.getPopStatus().name(),
              popped.getPopTime(),
              popped.getRestNum(),
              OfficialTypes.messages(popped.getMsgFoundList()));
        });
  }

  @Override
  public String ack(PeerMessage message) {
    return ack(message, handle(message));
  }

  @Override
  public String ack(PeerMessage message, String handle) {
    return OfficialCalls.call(
        () -> {
          String[] fields = ExtraInfoUtil.split(handle);
          AckMessageRequestHeader header = new AckMessageRequestHeader();
          header.setTopic(ExtraInfoUtil.getRealTopic(fields, message.topic(), group));
          header.setQueueId(ExtraInfoUtil.getQueueId(fields));
          header.setOffset(ExtraInfoUtil.getQueueOffset(fields));
          header.setConsumerGroup(group);
          header.setExtraInfo(handle);
          Acknowledged result = new Acknowledged();
          api().ackMessageAsync(address(), TIMEOUT_MS, result, header);
          return result.await().getStatus().name();
        });
  }

  @Override
  public String ackAll(String topic, List<PeerMessage> messages) {
    return OfficialCalls.call(
        () -> {
          Acknowledged result = new Acknowledged();
          api()
              .batchAckMessageAsync(
                  address(),
                  TIMEOUT_MS,
                  result,
                  topic,
                  group,
                  messages.stream().map(OfficialPop::handle).toList());
          return result.await().getStatus().name();
        });
  }

  @Override
  public String changeInvisible(PeerMessage message, long invisibleMs) {
    return OfficialCalls.call(
        () -> {
          String[] fields = ExtraInfoUtil.split(handle(message));
          ChangeInvisibleTimeRequestHeader header = new ChangeInvisibleTimeRequestHeader();
          header.setTopic(ExtraInfoUtil.getRealTopic(fields, message.topic(), group));
          header.setQueueId(ExtraInfoUtil.getQueueId(fields));
          header.setOffset(ExtraInfoUtil.getQueueOffset(fields));
          header.setConsumerGroup(group);
          header.setExtraInfo(handle(message));
          header.setInvisibleTime(invisibleMs);
          Acknowledged result = new Acknowledged();
          api().changeInvisibleTimeAsync(broker, address(), header, TIMEOUT_MS, result);
          return result.await().getExtraInfo();
        });
  }

  @Override
  public void close() {
    OfficialCalls.run(consumer::shutdown);
  }

  private static String handle(PeerMessage message) {
    return Objects.requireNonNull(
        message.properties().get(MessageConst.PROPERTY_POP_CK), "the message was not popped");
  }

  private MQClientInstance factory() {
    return consumer.getDefaultMQPullConsumerImpl().getRebalanceImpl().getmQClientFactory();
  }

  private MQClientAPIImpl api() {
    return factory().getMQClientAPIImpl();
  }

  private String address() {
    return Objects.requireNonNull(factory().findBrokerAddressInPublish(broker));
  }

  private static <T> T await(CompletableFuture<T> result, long millis) throws Exception {
    try {
      return result.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static final class Acknowledged implements AckCallback {
    private final CompletableFuture<AckResult> result = new CompletableFuture<>();

    @Override
    public void onSuccess(AckResult acknowledged) {
      result.complete(acknowledged);
    }

    @Override
    public void onException(Throwable cause) {
      result.completeExceptionally(cause);
    }

    AckResult await() throws Exception {
      return OfficialPop.await(result, TIMEOUT_MS);
    }
  }
}
