package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.MessageQueue;
import io.cometmq.model.PullSysFlag;
import io.cometmq.model.SubscriptionData;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.header.PullMessageRequest;
import io.cometmq.protocol.header.SendMessageRequest;
import io.cometmq.record.PropertyScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What clients write hot is what servers read hot. */
final class HotRequestFrameTest {
  private static final MessageQueue QUEUE = new MessageQueue("größe", "broker-a", 3);

  private static HeaderView header(ByteBuf frame) {
    RemotingFrameDecoder decoder = new RemotingFrameDecoder(1 << 20);
    var channel = new io.netty.channel.embedded.EmbeddedChannel(decoder);
    channel.writeInbound(frame);
    RemotingFrame read = channel.readInbound();
    assertThat(read.body().toString(StandardCharsets.UTF_8)).isIn("", "body");
    read.release();
    return read.header();
  }

  @Test
  void shouldWriteSends() {
    ByteBuf properties =
        new PropertyWriter().begin().put("TAGS", "grün").put("id", new byte[] {'7'}).bytes();
    ByteBuf out = Unpooled.buffer();
    SendFrameTemplate.of("group", QUEUE, "TBW102", 4, false)
        .write(out, 77, false, 0x101, 1_700_000_000_000L, properties, 4);
    out.writeBytes("body".getBytes(StandardCharsets.US_ASCII));
    HeaderView header = header(out);
    assertThat(header.code()).isEqualTo(RequestCode.SEND_MESSAGE_V2);
    assertThat(header.opaque()).isEqualTo(77);
    assertThat(header.isOneway()).isFalse();
    SendMessageRequest request = new SendMessageRequestDecoder().decode(header);
    assertThat(request.producerGroup()).isEqualTo("group");
    assertThat(request.topic()).isEqualTo("größe");
    assertThat(request.queueId()).isEqualTo(3);
    assertThat(request.sysFlag()).isEqualTo(0x101);
    assertThat(request.bornTimestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(request.brokerName()).isEqualTo("broker-a");
    assertThat(request.batch()).isFalse();
    byte[] text = header.text(request.propertiesField()).getBytes(StandardCharsets.UTF_8);
    assertThat(PropertyScanner.toMap(text)).containsEntry("TAGS", "grün").containsEntry("id", "7");
  }

  @Test
  void shouldWriteOneWayBatches() {
    ByteBuf out = Unpooled.buffer();
    SendFrameTemplate.of("group", QUEUE, "TBW102", 4, true)
        .write(out, 1, true, 0, 1, Unpooled.EMPTY_BUFFER, 0);
    HeaderView header = header(out);
    assertThat(header.code()).isEqualTo(RequestCode.SEND_BATCH_MESSAGE);
    assertThat(header.isOneway()).isTrue();
    SendMessageRequest request = new SendMessageRequestDecoder().decode(header);
    assertThat(request.batch()).isTrue();
    assertThat(request.propertiesField()).isNegative();
  }

  @Test
  void shouldWritePulls() {
    ByteBuf out = Unpooled.buffer();
    PullFrameTemplate.of("group", QUEUE, SubscriptionData.parse("größe", "a || b"))
        .write(out, 5, 1_234_567_890_123L, 32, 15_000);
    HeaderView header = header(out);
    assertThat(header.code()).isEqualTo(RequestCode.PULL_MESSAGE);
    PullMessageRequest request = new PullMessageRequestDecoder().decode(header);
    assertThat(request.topic()).isEqualTo("größe");
    assertThat(request.queueOffset()).isEqualTo(1_234_567_890_123L);
    assertThat(request.maxMsgNums()).isEqualTo(32);
    assertThat(request.suspendTimeoutMillis()).isEqualTo(15_000);
    assertThat(request.subscription()).isEqualTo("a || b");
    assertThat(PullSysFlag.hasSuspend(request.sysFlag())).isTrue();
    assertThat(PullSysFlag.hasSubscription(request.sysFlag())).isTrue();
    assertThat(PullSysFlag.hasCommitOffset(request.sysFlag())).isFalse();
  }
}
