package io.cometmq.peer;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerOutcome;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.peer.api.PeerTransactionListener;
import io.cometmq.peer.api.PeerTransactions;
import java.util.Map;
import java.util.Objects;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Thread-safe, as the client's producer is. */
final class OfficialTransactions implements PeerTransactions {
  private final TransactionMQProducer producer;

  private OfficialTransactions(TransactionMQProducer producer) {
    this.producer = producer;
  }

  static OfficialTransactions started(
      String group, String namesrv, PeerTransactionListener listener) throws Exception {
    TransactionMQProducer producer =
        OfficialCalls.configured(new TransactionMQProducer(group), namesrv, "");
    producer.setTransactionListener(new Listener(listener));
    OfficialCalls.start(producer::start, producer::shutdown);
    return new OfficialTransactions(producer);
  }

  @Override
  public PeerSendResult send(PeerMessage message) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.sendResult(
                producer.sendMessageInTransaction(OfficialTypes.message(message), "")));
  }

  @Override
  public void close() {
    OfficialCalls.run(producer::shutdown);
  }

  /** Between the client's listener and that of the test. */
  private record Listener(PeerTransactionListener target) implements TransactionListener {
    @Override
    public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
      PeerMessage converted =
          new PeerMessage(
              message.getTopic(),
              message.getTags(),
              message.getKeys(),
              message.getBody(),
              Map.copyOf(message.getProperties()),
              -1,
              -1,
              Objects.requireNonNullElse(message.getTransactionId(), ""),
              "",
              0,
              "");
      return state(target.execute(converted));
    }

    @Override
    public LocalTransactionState checkLocalTransaction(MessageExt message) {
      return state(target.check(OfficialTypes.message(message)));
    }

    private static LocalTransactionState state(PeerOutcome outcome) {
      return switch (outcome) {
        case COMMIT -> LocalTransactionState.COMMIT_MESSAGE;
        case ROLLBACK -> LocalTransactionState.ROLLBACK_MESSAGE;
        case UNKNOWN -> LocalTransactionState.UNKNOW;
      };
    }
  }
}
