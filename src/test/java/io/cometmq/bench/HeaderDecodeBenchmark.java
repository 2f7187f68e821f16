package io.cometmq.bench;

import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.SerializeType;
import io.cometmq.protocol.codec.RemotingCommandEncoder;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.codec.RemotingFrameDecoder;
import io.cometmq.protocol.codec.SendFrameTemplate;
import io.cometmq.protocol.codec.SendMessageRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A send with a body of 1 KiB from the bytes of its frame to its fields. */
@State(Scope.Thread)
public class HeaderDecodeBenchmark {
  private static final String PROPERTIES =
      "UNIQ_KEY\u0001AC11000100002A9F4E1F6E5A00000001\u0002WAIT\u0001true\u0002TAGS\u0001paid\u0002";

  @SuppressWarnings("NullAway.Init")
  private EmbeddedChannel channel;

  /** {@code ALIKE} are those of a client that sends in a row: each looks like the one before it. */
  public enum Form {
    BINARY,
    JSON,
    JSON_ALIKE
  }

  /** How the headers are written. */
  @Param public Form form = Form.JSON;

  @SuppressWarnings("NullAway.Init")
  private ByteBuf frame;

  @SuppressWarnings("NullAway.Init")
  private ByteBuf next;

  @SuppressWarnings("NullAway.Init")
  private SendMessageRequestDecoder decoder;

  /** Writes two frames that come in turn. */
  @Setup
  public void write() {
    decoder = new SendMessageRequestDecoder();
    channel = new EmbeddedChannel(new RemotingFrameDecoder(1 << 20));
    frame = frame("orders", 77);
    next = frame(form == Form.JSON_ALIKE ? "orders" : "other-orders", 78);
  }

  private ByteBuf frame(String topic, int opaque) {
    if (form != Form.BINARY) {
      return json(topic, opaque);
    }
    ByteBuf properties = Unpooled.copiedBuffer(PROPERTIES, StandardCharsets.UTF_8);
    ByteBuf out = Unpooled.directBuffer();
    SendFrameTemplate.of("group", new MessageQueue(topic, "broker-a", 3), "TBW102", 4, false)
        .write(out, opaque, false, 0, 1_700_000_000_000L, properties, 1024);
    return out.writeZero(1024);
  }

  private static ByteBuf json(String topic, int opaque) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("a", "group");
    fields.put("b", topic);
    fields.put("c", "TBW102");
    fields.put("d", "4");
    fields.put("e", "3");
    fields.put("f", "0");
    fields.put("g", "1700000000000");
    fields.put("h", "0");
    fields.put("i", PROPERTIES);
    fields.put("j", "0");
    fields.put("k", "false");
    fields.put("m", "false");
    return RemotingCommandEncoder.encode(
        UnpooledByteBufAllocator.DEFAULT,
        new RemotingCommand(
            RequestCode.SEND_MESSAGE_V2,
            LanguageCode.JAVA,
            RemotingCommand.PROTOCOL_VERSION,
            opaque,
            0,
            null,
            fields,
            new byte[1024],
            SerializeType.JSON));
  }

  /** Cuts the frame, finds the header's fields and reads them. */
  @Benchmark
  public Object decodeSend() {
    ByteBuf now = next;
    next = frame;
    frame = now;
    channel.writeInbound(now.retainedDuplicate());
    RemotingFrame read = channel.readInbound();
    Object request = decoder.decode(read.header());
    read.release();
    return request;
  }
}
