package io.cometmq.peer;

import io.cometmq.peer.api.PeerFormats;
import io.cometmq.peer.api.PeerQueue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;
import org.apache.rocketmq.client.trace.TraceBean;
import org.apache.rocketmq.client.trace.TraceContext;
import org.apache.rocketmq.client.trace.TraceDataEncoder;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** Drives {@code AclClientRPCHook} and the frame decoder. */
public final class OfficialFormats implements PeerFormats {
  private static final int LENGTH_BYTES = 4;

  /** Called by {@code PeerLoader}. */
  public OfficialFormats() {}

  @Override
  public Map<String, String> signed(
      byte[] frame, String accessKey, String secretKey, String token) {
    RemotingCommand command = decode(frame);
    SessionCredentials own = new SessionCredentials(accessKey, secretKey);
    if (!token.isEmpty()) {
      own.setSecurityToken(token);
    }
    new AclClientRPCHook(own).doBeforeRequest("server", command);
    return Map.copyOf(command.getExtFields());
  }

  @Override
  public Map<String, String> fields(byte[] frame) {
    return Map.copyOf(decode(frame).getExtFields());
  }

  @Override
  public List<PeerQueue> allocate(
      String rule, List<PeerQueue> queues, List<String> members, String member) {
    List<MessageQueue> all =
        queues.stream()
            .map(queue -> new MessageQueue(queue.topic(), queue.brokerName(), queue.queueId()))
            .toList();
    return rule(rule).allocate("group", member, all, members).stream()
        .map(queue -> new PeerQueue(queue.getTopic(), queue.getBrokerName(), queue.getQueueId()))
        .toList();
  }

  private static AllocateMessageQueueStrategy rule(String name) {
    return switch (name) {
      case "AllocateMessageQueueAveragely" -> new AllocateMessageQueueAveragely();
      case "AllocateMessageQueueAveragelyByCircle" -> new AllocateMessageQueueAveragelyByCircle();
      case "AllocateMessageQueueConsistentHash" -> new AllocateMessageQueueConsistentHash();
      default -> throw new IllegalArgumentException("no rule is called " + name);
    };
  }

  @Override
  public List<Map<String, String>> traces(String body) {
    return TraceDataEncoder.decoderFromTraceDataString(body).stream()
        .map(OfficialFormats::fields)
        .toList();
  }

  private static Map<String, String> fields(TraceContext event) {
    TraceBean bean = event.getTraceBeans().get(0);
    Map<String, String> fields = new TreeMap<>();
    fields.put("type", String.valueOf(event.getTraceType()));
    fields.put("time", Long.toString(event.getTimeStamp()));
    fields.put("region", String.valueOf(event.getRegionId()));
    fields.put("group", String.valueOf(event.getGroupName()));
    fields.put("cost", Integer.toString(event.getCostTime()));
    fields.put("success", Boolean.toString(event.isSuccess()));
    fields.put("code", Integer.toString(event.getContextCode()));
    fields.put("request", String.valueOf(event.getRequestId()));
    fields.put("topic", String.valueOf(bean.getTopic()));
    fields.put("id", String.valueOf(bean.getMsgId()));
    fields.put("offsetId", String.valueOf(bean.getOffsetMsgId()));
    fields.put("tag", String.valueOf(bean.getTags()));
    fields.put("keys", String.valueOf(bean.getKeys()));
    fields.put("broker", String.valueOf(bean.getStoreHost()));
    fields.put("bytes", Integer.toString(bean.getBodyLength()));
    fields.put("retries", Integer.toString(bean.getRetryTimes()));
    fields.put("kind", String.valueOf(bean.getMsgType()));
    fields.put("state", String.valueOf(bean.getTransactionState()));
    fields.put("transaction", String.valueOf(bean.getTransactionId()));
    fields.put("asked", Boolean.toString(bean.isFromTransactionCheck()));
    return fields;
  }

  private static RemotingCommand decode(byte[] frame) {
    return OfficialCalls.call(
        () ->
            RemotingCommand.decode(
                ByteBuffer.wrap(frame, LENGTH_BYTES, frame.length - LENGTH_BYTES).slice()));
  }
}
