package io.cometmq.protocol.header;

import org.jspecify.annotations.Nullable;

/**
 * Header of SEND_MESSAGE (10, long names), SEND_MESSAGE_V2 (310) and SEND_BATCH_MESSAGE (320, both
 * with the one-letter names given here). Immutable.
 *
 * @param producerGroup {@code a}
 * @param topic {@code b}
 * @param defaultTopic {@code c}, the template for a topic that is to be created
 * @param defaultTopicQueueNums {@code d}, how many queues the client wants then
 * @param queueId {@code e}, negative for any
 * @param sysFlag {@code f}
 * @param bornTimestamp {@code g}, milliseconds since the epoch
 * @param flag {@code h}, stored as it is
 * @param propertiesField {@code i}: number of the header field that holds the properties, -1 for
 *     none; they are not copied here because they go straight into the record
 * @param reconsumeTimes {@code j}, default 0
 * @param unitMode {@code k}, default false
 * @param maxReconsumeTimes {@code l}, -1 for none; only for sends to a retry topic
 * @param batch {@code m}: the body holds several messages
 * @param brokerName {@code n}, since 5.0
 */
public record SendMessageRequest(
    String producerGroup,
    String topic,
    String defaultTopic,
    int defaultTopicQueueNums,
    int queueId,
    int sysFlag,
    long bornTimestamp,
    int flag,
    int propertiesField,
    int reconsumeTimes,
    boolean unitMode,
    int maxReconsumeTimes,
    boolean batch,
    @Nullable String brokerName) {

  /** The same request for another topic and queue. */
  public SendMessageRequest withTarget(String otherTopic, int otherQueue) {
    return new SendMessageRequest(
        producerGroup,
        otherTopic,
        defaultTopic,
        defaultTopicQueueNums,
        otherQueue,
        sysFlag,
        bornTimestamp,
        flag,
        propertiesField,
        reconsumeTimes,
        unitMode,
        maxReconsumeTimes,
        batch,
        brokerName);
  }
}
