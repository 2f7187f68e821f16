package io.cometmq.client.internal.producer;

import io.cometmq.client.Message;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TransactionChecker;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.RecordReader;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.model.MessageId;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.net.Connection;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells brokers how transactions ended: when a producer knows it, and when a broker asks. Owned by
 * the client's loop.
 */
public final class TransactionEnds {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionEnds.class);
  private static final byte[] NO_BODY = new byte[0];

  /** Numbers of RocketMQ's protocol: flags of the message that is stored. */
  private static final Map<TransactionOutcome, Integer> CODES =
      Map.of(
          TransactionOutcome.COMMIT, MessageSysFlag.TRANSACTION_COMMIT,
          TransactionOutcome.ROLLBACK, MessageSysFlag.TRANSACTION_ROLLBACK,
          TransactionOutcome.UNKNOWN, 0);

  private final ClientCore core;
  private final RecordReader reader;
  private final Map<String, List<Checked>> byGroup = new HashMap<>();

  /** Whom to ask, and where. */
  private record Checked(
      ProducerCore producer, TransactionChecker checker, @Nullable ContextInternal context) {}

  /** Creates it without producers. */
  public TransactionEnds(ClientCore core) {
    this.core = core;
    this.reader = new RecordReader(core.namespace(), null);
  }

  /** Listens to what brokers ask. */
  public void start() {
    core.links().onRequest(RequestCode.CHECK_TRANSACTION_STATE, this::onCheck);
  }

  /** Asks this producer, too. */
  void add(ProducerCore producer, TransactionChecker checker, @Nullable ContextInternal context) {
    byGroup
        .computeIfAbsent(producer.group(), group -> new CopyOnWriteArrayList<>())
        .add(new Checked(producer, checker, context));
  }

  /** Asks it no more. */
  void remove(ProducerCore producer) {
    List<Checked> all = byGroup.get(producer.group());
    if (all != null) {
      all.removeIf(each -> each.producer() == producer);
    }
  }

  /**
   * Tells the broker of a half how its transaction ended. Done when the word has been handed to a
   * socket, or could not be: then the broker will ask.
   */
  Future<Void> tell(String group, Message message, SendReceipt half, TransactionOutcome outcome) {
    String topic = half.queue().topic();
    String broker = half.queue().brokerName();
    TopicQueues queues = core.routes().cached(topic);
    String address = queues == null ? null : queues.address(broker);
    if (address == null) {
      LOG.warn("transaction {}: no address of {}, which will ask for its end", half, broker);
      return Future.succeededFuture();
    }
    Map<String, String> fields = fields(group, outcome, half.messageId());
    fields.put("topic", core.namespace().wrap(topic));
    fields.put("bname", broker);
    fields.put("tranStateTableOffset", Long.toString(half.queueOffset()));
    fields.put(
        "commitLogOffset", Long.toString(MessageId.parse(half.offsetMessageId()).physicalOffset()));
    fields.put("fromTransactionCheck", "false");
    RemotingCommand command = RemotingCommand.oneway(RequestCode.END_TRANSACTION, fields, NO_BODY);
    Traces traces = core.traces();
    if (traces != null) {
      ProducerTraces.ended(traces, group, message, half.messageId(), address, outcome);
    }
    return core.links()
        .to(address)
        .connect()
        .onSuccess(connection -> connection.send(command))
        .<Void>mapEmpty()
        .recover(
            cause -> {
              LOG.warn("transaction {}: {} could not be told", half, broker, cause);
              return Future.succeededFuture();
            });
  }

  private static Map<String, String> fields(
      String group, TransactionOutcome outcome, String transactionId) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("producerGroup", group);
    fields.put("commitOrRollback", Integer.toString(CODES.getOrDefault(outcome, 0)));
    fields.put("msgId", transactionId);
    fields.put("transactionId", transactionId);
    return fields;
  }

  private Future<RemotingCommand> onCheck(Connection from, RemotingCommand request) {
    Map<String, String> asked = request.extFields();
    ReceivedMessage half =
        reader.readAlone(asked.getOrDefault("bname", ""), ByteBuffer.wrap(request.body()));
    String group = half.properties().getOrDefault(PropertyNames.PRODUCER_GROUP, "");
    List<Checked> all = byGroup.getOrDefault(group, List.of());
    if (all.isEmpty()) {
      LOG.debug("{} asks for the end of {} of group {}: no checker is here", from, half, group);
      return Future.succeededFuture(request.success());
    }
    ask(all.get(0), half)
        .onSuccess(
            outcome -> {
              Map<String, String> fields = fields(group, outcome, half.messageId());
              fields.put("topic", core.namespace().wrap(half.topic()));
              fields.put("bname", half.queue().brokerName());
              // where the half is now: brokers store it again before they ask
              fields.put("tranStateTableOffset", asked.getOrDefault("tranStateTableOffset", "0"));
              fields.put("commitLogOffset", asked.getOrDefault("commitLogOffset", "0"));
              fields.put("fromTransactionCheck", "true");
              trace(group, half, from, outcome);
              from.send(RemotingCommand.oneway(RequestCode.END_TRANSACTION, fields, NO_BODY));
            });
    return Future.succeededFuture(request.success());
  }

  private void trace(
      String group, ReceivedMessage half, Connection from, TransactionOutcome outcome) {
    Traces traces = core.traces();
    if (traces != null) {
      core.loop().run(() -> ProducerTraces.asked(traces, group, half, from.toString(), outcome));
    }
  }

  private static Future<TransactionOutcome> ask(Checked whom, ReceivedMessage half) {
    Promise<TransactionOutcome> promise = Promise.promise();
    Runnable call =
        () -> {
          try {
            whom.checker().check(half).onComplete(promise);
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        };
    ContextInternal context = whom.context();
    if (context == null) {
      call.run();
    } else {
      context.runOnContext(go -> call.run());
    }
    return promise
        .future()
        .recover(
            cause -> {
              LOG.warn("the checker could not tell how the transaction of {} ended", half, cause);
              return Future.succeededFuture(TransactionOutcome.UNKNOWN);
            });
  }
}
