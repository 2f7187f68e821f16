package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes SEND_MESSAGE_V2, SEND_BATCH_MESSAGE and SEND_REPLY_MESSAGE_V2 frames with a binary header.
 * The fields that are the same for all messages to a queue are encoded once, here. Immutable.
 */
public final class SendFrameTemplate {
  /** Room for lengths, header and its fields, without topic, properties and body. */
  private static final int VARIABLE_BYTES = 128;

  private static final byte[] SYS_FLAG = BinaryFields.name("f");
  private static final byte[] BORN = BinaryFields.name("g");
  private static final byte[] FLAG = BinaryFields.name("h");

  private final int code;
  private final byte[] fixed;

  private SendFrameTemplate(int code, byte[] fixed) {
    this.code = code;
    this.fixed = fixed;
  }

  /**
   * The frame of messages to one queue.
   *
   * @param queue with the topic as brokers know it
   * @param defaultTopic the pattern for a topic that the broker does not have yet
   * @param defaultQueues how many queues such a topic is to get
   * @param batch whether the bodies hold several messages, see {@link BatchBody}
   */
  public static SendFrameTemplate of(
      String producerGroup,
      MessageQueue queue,
      String defaultTopic,
      int defaultQueues,
      boolean batch) {
    return of(
        batch ? RequestCode.SEND_BATCH_MESSAGE : RequestCode.SEND_MESSAGE_V2,
        producerGroup,
        queue,
        defaultTopic,
        defaultQueues,
        batch);
  }

  /**
   * The frame of answers to questions.
   *
   * @param queue of the topic for answers of the cluster
   */
  public static SendFrameTemplate ofReplies(String producerGroup, MessageQueue queue) {
    // the pattern is not used, but it must be there
    return of(RequestCode.SEND_REPLY_MESSAGE_V2, producerGroup, queue, queue.topic(), 1, false);
  }

  private static SendFrameTemplate of(
      int code,
      String producerGroup,
      MessageQueue queue,
      String defaultTopic,
      int defaultQueues,
      boolean batch) {
    ByteBuf out = Unpooled.buffer();
    BinaryFields.text(out, "a", producerGroup);
    BinaryFields.text(out, "b", queue.topic());
    BinaryFields.text(out, "c", defaultTopic);
    BinaryFields.text(out, "d", Integer.toString(defaultQueues));
    BinaryFields.text(out, "e", Integer.toString(queue.queueId()));
    BinaryFields.text(out, "j", "0");
    BinaryFields.text(out, "k", "false");
    BinaryFields.text(out, "m", Boolean.toString(batch));
    BinaryFields.text(out, "n", queue.brokerName());
    byte[] fixed = new byte[out.readableBytes()];
    out.readBytes(fixed);
    return new SendFrameTemplate(code, fixed);
  }

  /** Enough bytes for a whole frame. */
  public int capacity(int propertyBytes, int bodyBytes) {
    return VARIABLE_BYTES + fixed.length + propertyBytes + bodyBytes;
  }

  /**
   * Appends lengths and header; the caller writes the body next.
   *
   * @param properties read from its reader index on, which stays where it is
   */
  public void write(
      ByteBuf out,
      int opaque,
      boolean oneway,
      int sysFlag,
      long bornTimestampMs,
      ByteBuf properties,
      int bodyBytes) {
    int start = out.writerIndex();
    out.writeLong(0);
    out.writeShort(code);
    out.writeByte(LanguageCode.JAVA.wireCode());
    out.writeShort(RemotingCommand.PROTOCOL_VERSION);
    out.writeInt(opaque);
    out.writeInt(oneway ? RemotingCommand.ONEWAY_FLAG : 0);
    out.writeInt(0); // no remark
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    out.writeBytes(fixed);
    BinaryFields.number(out, SYS_FLAG, sysFlag);
    BinaryFields.number(out, BORN, bornTimestampMs);
    BinaryFields.number(out, FLAG, 0);
    int size = properties.readableBytes();
    if (size > 0) {
      out.writeShort(1).writeByte('i').writeInt(size);
      out.writeBytes(properties, properties.readerIndex(), size);
    }
    out.setInt(lengthAt, out.writerIndex() - lengthAt - 4);
    int headerLength = out.writerIndex() - start - 2 * Integer.BYTES;
    out.setInt(start, Integer.BYTES + headerLength + bodyBytes);
    out.setInt(start + Integer.BYTES, SerializeType.ROCKETMQ.wireCode() << 24 | headerLength);
  }
}
