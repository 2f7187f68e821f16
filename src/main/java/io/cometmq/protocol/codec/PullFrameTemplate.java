package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.PullSysFlag;
import io.cometmq.model.SubscriptionData;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes PULL_MESSAGE frames with a binary header for one queue. The fields that are always the
 * same are encoded once, here. Immutable.
 */
public final class PullFrameTemplate {
  private static final int VARIABLE_BYTES = 192;
  private static final byte[] MAX_MESSAGES = BinaryFields.name("maxMsgNums");
  private static final byte[] QUEUE_OFFSET = BinaryFields.name("queueOffset");
  private static final byte[] COMMIT_OFFSET = BinaryFields.name("commitOffset");
  private static final byte[] SYS_FLAG = BinaryFields.name("sysFlag");
  private static final byte[] SUSPEND = BinaryFields.name("suspendTimeoutMillis");

  private final byte[] fixed;

  private PullFrameTemplate(byte[] fixed) {
    this.fixed = fixed;
  }

  /**
   * The frames for one queue.
   *
   * @param queue with the topic as brokers know it
   * @param subscription sent with each pull
   */
  public static PullFrameTemplate of(
      String consumerGroup, MessageQueue queue, SubscriptionData subscription) {
    ByteBuf out = Unpooled.buffer();
    BinaryFields.text(out, "consumerGroup", consumerGroup);
    BinaryFields.text(out, "topic", queue.topic());
    BinaryFields.text(out, "queueId", Integer.toString(queue.queueId()));
    BinaryFields.text(out, "subVersion", Long.toString(subscription.subVersion()));
    BinaryFields.text(out, "subscription", subscription.subString());
    BinaryFields.text(out, "expressionType", subscription.expressionType());
    byte[] fixed = new byte[out.readableBytes()];
    out.readBytes(fixed);
    return new PullFrameTemplate(fixed);
  }

  /** Enough bytes for a frame. */
  public int capacity() {
    return VARIABLE_BYTES + fixed.length;
  }

  /**
   * Appends a frame.
   *
   * @param waitMs how long the broker may wait for a message, 0 for not at all
   */
  public void write(ByteBuf out, int opaque, long offset, int maxMessages, long waitMs) {
    FrameLengths lengths = FrameLengths.begin(out, SerializeType.ROCKETMQ);
    out.writeShort(RequestCode.PULL_MESSAGE);
    out.writeByte(LanguageCode.JAVA.wireCode());
    out.writeShort(RemotingCommand.PROTOCOL_VERSION);
    out.writeInt(opaque);
    out.writeInt(0); // an answer is wanted
    out.writeInt(0); // no remark
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    out.writeBytes(fixed);
    BinaryFields.number(out, QUEUE_OFFSET, offset);
    BinaryFields.number(out, MAX_MESSAGES, maxMessages);
    BinaryFields.number(out, COMMIT_OFFSET, 0);
    BinaryFields.number(out, SYS_FLAG, PullSysFlag.withSubscription(waitMs > 0));
    BinaryFields.number(out, SUSPEND, waitMs);
    out.setInt(lengthAt, out.writerIndex() - lengthAt - 4);
    lengths.endHeader(0);
  }
}
