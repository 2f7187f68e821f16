package io.cometmq.peer;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.peer.api.PeerSendResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** Thread-safe, as the client's producer is. */
final class OfficialProducer implements PeerProducer {
  private final DefaultMQProducer producer;

  OfficialProducer(DefaultMQProducer producer) {
    this.producer = producer;
  }

  @Override
  public PeerSendResult send(PeerMessage message) {
    return OfficialCalls.call(
        () -> OfficialTypes.sendResult(producer.send(OfficialTypes.message(message))));
  }

  @Override
  public PeerSendResult sendToQueue(PeerMessage message, int queueId) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.sendResult(
                producer.send(
                    OfficialTypes.message(message),
                    (queues, sent, id) -> queueWithId(queues, queueId),
                    queueId)));
  }

  @Override
  public PeerSendResult sendSelected(PeerMessage message, int key) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.sendResult(
                producer.send(
                    OfficialTypes.message(message),
                    (queues, sent, number) -> queues.get(key % queues.size()),
                    key)));
  }

  @Override
  public CompletableFuture<PeerSendResult> sendAsync(PeerMessage message) {
    CompletableFuture<PeerSendResult> answer = new CompletableFuture<>();
    SendCallback callback =
        new SendCallback() {
          @Override
          public void onSuccess(SendResult result) {
            answer.complete(OfficialTypes.sendResult(result));
          }

          @Override
          public void onException(Throwable failure) {
            answer.completeExceptionally(OfficialCalls.failure(failure));
          }
        };
    OfficialCalls.run(() -> producer.send(OfficialTypes.message(message), callback));
    return answer;
  }

  @Override
  public void sendOneway(PeerMessage message) {
    OfficialCalls.run(() -> producer.sendOneway(OfficialTypes.message(message)));
  }

  @Override
  public PeerSendResult sendBatch(List<PeerMessage> messages) {
    List<Message> converted = messages.stream().map(OfficialTypes::message).toList();
    return OfficialCalls.call(() -> OfficialTypes.sendResult(producer.send(converted)));
  }

  @Override
  public String sendRecallable(PeerMessage message) {
    return OfficialCalls.call(
        () -> producer.send(OfficialTypes.message(message)).getRecallHandle());
  }

  @Override
  public String recall(String topic, String handle) {
    return OfficialCalls.call(() -> producer.recallMessage(topic, handle));
  }

  @Override
  public PeerSendResult sendBatchToQueue(List<PeerMessage> messages, PeerQueue queue) {
    List<Message> converted = messages.stream().map(OfficialTypes::message).toList();
    return OfficialCalls.call(
        () -> OfficialTypes.sendResult(producer.send(converted, OfficialTypes.queue(queue))));
  }

  @Override
  public PeerMessage request(PeerMessage message, long timeoutMillis) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.answer(producer.request(OfficialTypes.message(message), timeoutMillis)));
  }

  @Override
  public CompletableFuture<PeerMessage> requestAsync(PeerMessage message, long timeoutMillis) {
    CompletableFuture<PeerMessage> answer = new CompletableFuture<>();
    RequestCallback callback =
        new RequestCallback() {
          @Override
          public void onSuccess(Message result) {
            answer.complete(OfficialTypes.answer(result));
          }

          @Override
          public void onException(Throwable failure) {
            answer.completeExceptionally(OfficialCalls.failure(failure));
          }
        };
    OfficialCalls.run(
        () -> producer.request(OfficialTypes.message(message), callback, timeoutMillis));
    return answer;
  }

  @Override
  public PeerSendResult reply(PeerMessage question, String answer) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.sendResult(
                producer.send(
                    MessageUtil.createReplyMessage(
                        OfficialTypes.message(question),
                        answer.getBytes(StandardCharsets.UTF_8)))));
  }

  @Override
  public List<PeerQueue> fetchQueues(String topic) {
    return OfficialCalls.call(
        () -> OfficialTypes.queues(producer.fetchPublishMessageQueues(topic)));
  }

  @Override
  public void close() {
    OfficialCalls.run(producer::shutdown);
  }

  private static MessageQueue queueWithId(List<MessageQueue> queues, int queueId) {
    return queues.stream()
        .filter(queue -> queue.getQueueId() == queueId)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no queue " + queueId + " in " + queues));
  }
}
