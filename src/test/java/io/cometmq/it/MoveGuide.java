package io.cometmq.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cometmq.client.Admin;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Credentials;
import io.cometmq.client.Filter;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.LitePullConsumer;
import io.cometmq.client.LitePullOptions;
import io.cometmq.client.Message;
import io.cometmq.client.OffsetTarget;
import io.cometmq.client.PopOptions;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TransactionOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our side of docs/from-apache-client.md, as it stands there; {@link ClientGuideTest} compares. */
final class MoveGuide {
  private static final Logger log = LoggerFactory.getLogger(MoveGuide.class);

  private MoveGuide() {}

  static void startAndEnd(Vertx vertx) {
    CometClient client =
        CometClient.create(vertx, ClientOptions.of("10.0.0.1:9876", "10.0.0.2:9876"));
    Producer producer = client.producer(ProducerOptions.of("orders-service"));
    // …
    client.close().await();
    log.debug("{}", producer);
  }

  static Message send(Producer producer) {
    Message message =
        Message.of("orders", "one pizza")
            .withTag("new")
            .withKeys("order-4711")
            .withProperty("city", "Berlin");
    SendReceipt receipt = producer.send(message).await();
    log.info("{} in {}", receipt.messageId(), receipt.queue());
    return message;
  }

  static void sendWithoutWaiting(Producer producer, Message message) {
    producer
        .send(message)
        .onSuccess(receipt -> log.info("{}", receipt.messageId()))
        .onFailure(failure -> log.warn("not sent", failure));
    producer.sendOneWay(message);
  }

  static void sendInOtherWays(
      CometClient client, Producer producer, Message message, Message first, Message second) {
    producer.send(message, QueueSelector.byKey("order-4711")).await();
    producer.sendBatch(List.of(first, second)).await();
    Producer gathering =
        client.producer(ProducerOptions.of("clicks").withBatching(16_000, Duration.ofMillis(2)));
    gathering.send(first);
    gathering.send(second);
    producer.send(message.withDelayLevel(3)).await();
    producer.send(message.withDeliveryAt(Instant.now().plusSeconds(90))).await();
  }

  static void transact(CometClient client, Message message) {
    Producer ledger =
        client.producer(
            ProducerOptions.of("ledger").withTransactions(half -> outcomeOf(half.messageId())));
    ledger.sendInTransaction(message, half -> book(half.messageId())).await();
  }

  private static Future<TransactionOutcome> book(String transaction) {
    return outcomeOf(transaction);
  }

  private static Future<TransactionOutcome> outcomeOf(String transaction) {
    return transaction.isEmpty()
        ? Future.failedFuture("not known yet")
        : Future.succeededFuture(TransactionOutcome.COMMIT);
  }

  static ReceivedMessage ask(Producer producer, Message question, ReceivedMessage received) {
    ReceivedMessage answer = producer.request(question, Duration.ofSeconds(2)).await();
    // in the consumer
    producer.reply(received, "9 EUR".getBytes(UTF_8));
    return answer;
  }

  static GroupConsumer consume(CometClient client, Vertx vertx) {
    GroupConsumer consumer =
        client
            .consume(
                ConsumerOptions.of("billing")
                    .with("orders", Filter.tags("paid", "refunded"))
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .withMaxRetries(16),
                received -> charge(received.body()))
            .await();
    client.consume(
        ConsumerOptions.of("billing", "orders"),
        received -> vertx.executeBlocking(() -> chargeAndWait(received.body()), false));
    return consumer;
  }

  private static Future<Integer> charge(byte[] body) {
    return Future.succeededFuture(chargeAndWait(body));
  }

  private static int chargeAndWait(byte[] body) {
    log.info("charged for {} bytes", body.length);
    return body.length;
  }

  static void consumeInOrder(CometClient client) {
    client.consume(
        ConsumerOptions.of("shipping", "parcels").orderly(), received -> charge(received.body()));
  }

  static List<ReceivedMessage> poll(CometClient client) {
    LitePullConsumer poller = client.subscribe(LitePullOptions.of("reports", "orders")).await();
    List<ReceivedMessage> polled = poller.poll(32, Duration.ofSeconds(5)).await();
    poller.commit().await();
    return polled;
  }

  static void pop(CometClient client) {
    client.consume(
        PopOptions.of("invoices", "orders").withInvisible(Duration.ofSeconds(30)),
        received -> charge(received.body()));
  }

  static ConsumerOptions consumeInOtherWays() {
    ConsumerOptions all =
        ConsumerOptions.of("audit").with("orders", Filter.sql("amount > 100")).asBroadcast();
    return all;
  }

  static long administer(CometClient client, Instant hourAgo) {
    Admin admin = client.admin();
    long lag = admin.groups().progress("billing").await().lag();
    admin.offsets().reset("billing", "orders", OffsetTarget.at(hourAgo)).await();
    return lag;
  }

  static ClientOptions sign(String secret) {
    ClientOptions options =
        ClientOptions.of("10.0.0.1:9876")
            .withCredentials(Credentials.of("orders", secret))
            .withTls(
                new ClientSSLOptions().setTrustOptions(new PemTrustOptions().addCertPath("ca.pem")))
            .withTracing();
    return options;
  }
}
