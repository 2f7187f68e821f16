package io.cometmq.bench;

import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.codec.RemotingFrameDecoder;
import io.cometmq.protocol.codec.SendFrameTemplate;
import io.cometmq.protocol.codec.SendMessageRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
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

  /** Whether each header looks like the one before it, as those of a client that sends in a row. */
  @Param({"true", "false"})
  public boolean alike;

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
    next = frame(alike ? "orders" : "other-orders", 78);
  }

  private static ByteBuf frame(String topic, int opaque) {
    ByteBuf properties = Unpooled.copiedBuffer(PROPERTIES, StandardCharsets.UTF_8);
    ByteBuf out = Unpooled.directBuffer();
    SendFrameTemplate.of("group", new MessageQueue(topic, "broker-a", 3), "TBW102", 4, false)
        .write(out, opaque, false, 0, 1_700_000_000_000L, properties, 1024);
    return out.writeZero(1024);
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
