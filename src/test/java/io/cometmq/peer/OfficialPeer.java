package io.cometmq.peer;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.Peer;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerLitePull;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerTransactionListener;
import io.cometmq.peer.api.PeerTransactions;
import java.util.function.Predicate;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** The version of the official client that this class was loaded with. */
public final class OfficialPeer implements Peer {
  /** Its static part tells the process which version the client is; commands remember that. */
  private static final String CLIENT_API = "org.apache.rocketmq.client.impl.MQClientAPIImpl";

  /** Called by {@code PeerLoader}, for one version after the other. */
  public OfficialPeer() {
    OfficialCalls.run(
        () -> {
          Class.forName(CLIENT_API, true, OfficialPeer.class.getClassLoader());
          int sent = RemotingCommand.createRequestCommand(0, null).getVersion();
          if (sent != MQVersion.CURRENT_VERSION) {
            throw new IllegalStateException(version() + " would claim to be version " + sent);
          }
        });
  }

  @Override
  public String version() {
    return MQVersion.getVersionDesc(MQVersion.CURRENT_VERSION);
  }

  @Override
  public PeerProducer producer(String group, String namesrv) {
    return OfficialCalls.call(
        () -> {
          DefaultMQProducer producer =
              OfficialCalls.configured(new DefaultMQProducer(group), namesrv, "");
          OfficialCalls.start(producer::start, producer::shutdown);
          return new OfficialProducer(producer);
        });
  }

  @Override
  public PeerProducer tracedProducer(String group, String namesrv) {
    return tracedProducer(group, namesrv, "");
  }

  @Override
  public PeerProducer tracedProducer(String group, String namesrv, String traceTopic) {
    return OfficialCalls.call(
        () -> {
          DefaultMQProducer producer =
              OfficialCalls.configured(
                  new DefaultMQProducer(group, true, traceTopic.isEmpty() ? null : traceTopic),
                  namesrv,
                  "");
          OfficialCalls.start(producer::start, producer::shutdown);
          return new OfficialProducer(producer);
        });
  }

  @Override
  public PeerTransactions transactions(
      String group, String namesrv, PeerTransactionListener listener) {
    return OfficialCalls.call(() -> OfficialTransactions.started(group, namesrv, listener));
  }

  @Override
  public PeerConsumer pushConsumer(ConsumerSpec spec, Predicate<PeerMessage> listener) {
    return OfficialCalls.call(() -> OfficialPushConsumer.started(spec, listener));
  }

  @Override
  public PeerConsumer tracedConsumer(
      ConsumerSpec spec, String traceTopic, Predicate<PeerMessage> listener) {
    return OfficialCalls.call(
        () ->
            OfficialPushConsumer.traced(spec, traceTopic.isEmpty() ? null : traceTopic, listener));
  }

  @Override
  @SuppressWarnings("deprecation") // the only client that pulls by offset
  public PeerPull pull(String group, String namesrv) {
    return OfficialCalls.call(
        () -> {
          DefaultMQPullConsumer consumer =
              OfficialCalls.configured(new DefaultMQPullConsumer(group), namesrv, "");
          OfficialCalls.start(consumer::start, consumer::shutdown);
          return new OfficialPull(consumer);
        });
  }

  @Override
  public PeerLitePull litePull(String group, String namesrv, String topic, String expression) {
    return litePull(group, namesrv, consumer -> consumer.subscribe(topic, expression));
  }

  @Override
  public PeerLitePull litePullBySql(String group, String namesrv, String topic, String condition) {
    return litePull(
        group, namesrv, consumer -> consumer.subscribe(topic, MessageSelector.bySql(condition)));
  }

  private static PeerLitePull litePull(String group, String namesrv, Subscribing subscribing) {
    return OfficialCalls.call(
        () -> {
          DefaultLitePullConsumer consumer =
              OfficialCalls.configured(new DefaultLitePullConsumer(group), namesrv, "");
          consumer.setAutoCommit(false);
          consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
          subscribing.subscribe(consumer);
          OfficialCalls.start(consumer::start, consumer::shutdown);
          return new OfficialLitePull(consumer);
        });
  }

  /** What a consumer does before it starts. */
  @FunctionalInterface
  private interface Subscribing {
    void subscribe(DefaultLitePullConsumer consumer) throws MQClientException;
  }

  @Override
  @SuppressWarnings("deprecation") // the plainest client that lets one at its API
  public PeerPop pop(String group, String namesrv, String topic) {
    return OfficialCalls.call(
        () -> {
          DefaultMQPullConsumer consumer =
              OfficialCalls.configured(new DefaultMQPullConsumer(group), namesrv, "");
          OfficialCalls.start(consumer::start, consumer::shutdown);
          return new OfficialPop(consumer, topic);
        });
  }

  @Override
  public PeerAdmin admin(String namesrv) {
    return new OfficialAdmin(namesrv);
  }
}
