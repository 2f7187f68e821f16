package io.cometmq.it;

import io.cometmq.client.Admin;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.ClusterAdmin;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Credentials;
import io.cometmq.client.Filter;
import io.cometmq.client.GroupAdmin;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.GroupStream;
import io.cometmq.client.LitePullConsumer;
import io.cometmq.client.LitePullOptions;
import io.cometmq.client.Message;
import io.cometmq.client.OffsetAdmin;
import io.cometmq.client.OffsetTarget;
import io.cometmq.client.PopConsumer;
import io.cometmq.client.PopOptions;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.QueueStream;
import io.cometmq.client.Rebalance;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TopicSettings;
import io.cometmq.client.TransactionChecker;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.TransactionReceipt;
import io.cometmq.model.MessageQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples of docs/client.md, as they stand there: {@link ClientGuideTest} compares them. */
final class ClientGuide {
  private static final Logger log = LoggerFactory.getLogger(ClientGuide.class);

  private ClientGuide() {}

  static CometClient start(Vertx vertx) {
    CometClient client = CometClient.create(vertx, ClientOptions.of("127.0.0.1:9876"));
    return client;
  }

  static ClientOptions sign(String secretKey) {
    ClientOptions signed =
        ClientOptions.of("127.0.0.1:9876").withCredentials(Credentials.of("orders", secretKey));
    return signed;
  }

  static ClientOptions encrypt() {
    ClientOptions encrypted =
        ClientOptions.of("127.0.0.1:9876")
            .withTls(
                new ClientSSLOptions()
                    .setTrustOptions(new PemTrustOptions().addCertPath("ca.pem")));
    return encrypted;
  }

  static ClientOptions observe(MeterRegistry registry) {
    ClientOptions observed =
        ClientOptions.of("127.0.0.1:9876").withMeters(registry, "orders").withTracing();
    return observed;
  }

  static void end(CometClient client) {
    client.close().await();
  }

  static List<SendReceipt> send(CometClient client, ReadStream<Message> source)
      throws InterruptedException {
    Producer producer = client.producer(ProducerOptions.of("orders-service"));
    Message message =
        Message.of("orders", "one pizza")
            .withTag("new")
            .withKeys("order-4711")
            .withProperty("city", "Berlin");
    SendReceipt receipt = producer.send(message).await();
    log.debug("{}", receipt);
    SendReceipt waitedFor = producer.sendAndWait(message);
    log.debug("{}", waitedFor);
    producer.send(Message.of("orders", "cancelled"), QueueSelector.byKey("order-4711")).await();
    List<SendReceipt> receipts =
        producer.sendBatch(List.of(Message.of("orders", "a"), Message.of("orders", "b"))).await();
    producer.send(Message.of("orders", "remind me").withDelayLevel(1)).await();
    producer.sendOneWay(Message.of("orders", "never mind")).await();
    WriteStream<Message> stream = producer.stream();
    source.pipeTo(stream);
    producer
        .send(message)
        .onFailure(
            failure -> {
              if (failure instanceof ClientException.TimedOut timedOut) {
                log.warn("{} may have stored it: {}", timedOut.broker(), timedOut.getMessage());
              } else if (failure instanceof ClientException.Refused refused) {
                log.warn("refused with {}: {}", refused.code(), refused.cure());
              }
            });
    return receipts;
  }

  static ProducerOptions gather() {
    ProducerOptions gathering =
        ProducerOptions.of("clicks").withBatching(16_000, Duration.ofMillis(2));
    return gathering;
  }

  /** What an application with transactions has. */
  interface Ledger {
    Future<Void> book(String transaction);

    Future<TransactionOutcome> outcomeOf(String transaction);
  }

  static TransactionReceipt transact(CometClient client, Ledger ledger) {
    TransactionChecker checker = half -> ledger.outcomeOf(half.messageId());
    Producer transactional =
        client.producer(ProducerOptions.of("ledger").withTransactions(checker));
    TransactionReceipt booked =
        transactional
            .sendInTransaction(
                Message.of("bookings", "100 EUR"),
                half ->
                    ledger
                        .book(half.messageId())
                        .map(done -> TransactionOutcome.COMMIT)
                        .otherwise(TransactionOutcome.ROLLBACK))
            .await();
    return booked;
  }

  static ReceivedMessage ask(CometClient client) {
    Producer asking = client.producer(ProducerOptions.of("checkout"));
    ReceivedMessage answer =
        asking.request(Message.of("prices", "one pizza"), Duration.ofSeconds(2)).await();
    client.consume(
        ConsumerOptions.of("price-list", "prices"),
        question -> asking.reply(question, "9 EUR".getBytes(StandardCharsets.UTF_8)));
    return answer;
  }

  static GroupConsumer consume(CometClient client) {
    GroupConsumer consumer =
        client
            .consume(
                ConsumerOptions.of("billing", "orders")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .with("payments", Filter.tags("paid", "refunded")),
                received -> charge(received))
            .await();
    return consumer;
  }

  private static Future<Void> charge(ReceivedMessage message) {
    log.info("charged for {}", message.text());
    return Future.succeededFuture();
  }

  static QueueStream read(CometClient client) {
    PullConsumer reader = client.pullConsumer(PullOptions.of("audit"));
    MessageQueue queue = client.queues("orders").await().get(0);
    PullResult result = reader.pull(queue, 0, 32, Duration.ofSeconds(5)).await();
    result.messages().forEach(each -> log.info("{}: {}", each.queueOffset(), each.text()));
    reader.commit(queue, result.nextOffset()).await();
    QueueStream queueStream = reader.stream(Map.of(queue, 0L));
    queueStream.handler(each -> log.info("{}", each.text()));
    queueStream.pause();
    queueStream.fetch(10);
    return queueStream;
  }

  static List<ReceivedMessage> poll(CometClient client) {
    LitePullConsumer polling =
        client
            .subscribe(
                LitePullOptions.of("reports", "orders")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .with("payments", Filter.sql("amount > 100")))
            .await();
    List<ReceivedMessage> some = polling.poll(32, Duration.ofSeconds(5)).await();
    some.forEach(each -> log.info("{}", each.text()));
    return some;
  }

  static List<ReceivedMessage> replay(CometClient client, List<MessageQueue> queues) {
    LitePullConsumer replaying = client.assign(LitePullOptions.of("replay"), queues).await();
    for (MessageQueue each : replaying.assigned()) {
      replaying.seekToTime(each, Instant.parse("2026-11-01T00:00:00Z")).await();
    }
    replaying.pause(queues.get(0));
    List<ReceivedMessage> old = replaying.poll(100, Duration.ofSeconds(5)).await();
    replaying.commit().await();
    return old;
  }

  static GroupConsumer pop(CometClient client) {
    GroupConsumer popping =
        client
            .consume(
                PopOptions.of("invoices", "orders").withInvisible(Duration.ofSeconds(30)),
                received -> charge(received))
            .await();
    return popping;
  }

  static PopConsumer popStream(CometClient client) {
    PopConsumer popStream = client.popConsumer(PopOptions.of("invoices", "orders")).await();
    popStream.handler(
        popped ->
            charge(popped.message())
                .compose(done -> popped.ack())
                .recover(failure -> popped.retryAfter(Duration.ofSeconds(5))));
    return popStream;
  }

  static GroupConsumer broadcast(CometClient client) {
    GroupConsumer everywhere =
        client
            .consume(
                ConsumerOptions.of("price-cache", "prices").asBroadcast(),
                received -> charge(received))
            .await();
    return everywhere;
  }

  static GroupConsumer inOrder(CometClient client) {
    GroupConsumer ordered =
        client
            .consume(
                ConsumerOptions.of("shipping", "parcels").orderly().withMaxRetries(100),
                received -> charge(received))
            .await();
    return ordered;
  }

  static GroupStream stream(CometClient client) {
    GroupStream groupStream =
        client.consumeStream(ConsumerOptions.of("billing", "orders").withLimits(64, 256)).await();
    groupStream.handler(
        received ->
            charge(received)
                .onSuccess(done -> groupStream.ack(received))
                .onFailure(cause -> groupStream.nack(received, cause)));
    groupStream.pause();
    groupStream.fetch(10);
    return groupStream;
  }

  static ConsumerOptions remember() {
    ConsumerOptions remembering =
        ConsumerOptions.of("price-cache", "prices").asBroadcast(Path.of("offsets"));
    return remembering;
  }

  static ConsumerOptions share() {
    ConsumerOptions spread =
        ConsumerOptions.of("billing", "orders").rebalancingBy(Rebalance.CIRCULAR);
    return spread;
  }

  static Admin makeTopic(CometClient client) {
    Admin admin = client.admin();
    admin
        .topics()
        .put("orders", TopicSettings.of(4).withType(TopicSettings.Type.FIFO), BrokerScope.all())
        .await();
    return admin;
  }

  static String goBack(Admin admin) {
    long lag = admin.groups().progress("billing").await().lag();
    List<GroupAdmin.Member> members = admin.groups().members("billing").await().members();
    OffsetTarget hourAgo = OffsetTarget.at(Instant.now().minus(Duration.ofHours(1)));
    List<OffsetAdmin.Change> plan = admin.offsets().plan("billing", "orders", hourAgo).await();
    admin.offsets().apply("billing", plan).await();
    return lag + " " + members;
  }

  static List<ReceivedMessage> lookAround(Admin admin, SendReceipt receipt) {
    List<ReceivedMessage> found =
        admin.messages().byMessageId("orders", receipt.messageId()).await();
    for (ClusterAdmin.Report report : admin.cluster().reports().await()) {
      log.info("{}: {}", report.broker().name(), report.status());
    }
    return found;
  }
}
