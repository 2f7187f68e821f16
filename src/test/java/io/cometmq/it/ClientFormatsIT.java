package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.internal.wire.TraceEvent;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.PeerFormats;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.codec.FrameSigner;
import io.cometmq.protocol.codec.RemotingCommandEncoder;
import io.cometmq.protocol.codec.SendFrameTemplate;
import io.cometmq.testkit.PeerLoader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our client writes, read by the official one; no server is needed. */
final class ClientFormatsIT {
  private static final byte[] BODY = "body, größer".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"", "token"})
  void shouldSignAsOfficialClientDoes(String token) {
    ByteBuf send = Unpooled.buffer();
    ByteBuf properties = Unpooled.copiedBuffer("k\u0001ä\u0002", StandardCharsets.UTF_8);
    SendFrameTemplate.of("group", new MessageQueue("topic", "broker", 3), "TBW102", 4, false)
        .write(send, 17, false, 0, 1_700_000_000_000L, properties, BODY.length);
    shouldBeAsOfficial(send.writeBytes(BODY), token);
    Map<String, String> fields = Map.of("topic", "t", "acceptStandardJsonOnly", "true");
    shouldBeAsOfficial(encode(RemotingCommand.request(105, fields, BODY)), token);
    shouldBeAsOfficial(encode(RemotingCommand.oneway(106, Map.of(), new byte[0])), token);
  }

  private static void shouldBeAsOfficial(ByteBuf frame, String token) {
    PeerFormats official = PeerLoader.formats();
    Map<String, String> expected =
        official.signed(ByteBufUtil.getBytes(frame), "access", "secret key", token);
    ByteBuf signed =
        new FrameSigner("access", "secret key", token.isEmpty() ? null : token)
            .sign(UnpooledByteBufAllocator.DEFAULT, frame);
    assertThat(official.fields(ByteBufUtil.getBytes(signed)))
        .containsKeys("Signature", "AccessKey")
        .isEqualTo(expected);
    signed.release();
  }

  private static ByteBuf encode(RemotingCommand command) {
    return RemotingCommandEncoder.encode(UnpooledByteBufAllocator.DEFAULT, command);
  }

  @Test
  void shouldTraceAsOfficialToolsRead() {
    TraceEvent.Subject message =
        new TraceEvent.Subject("topic", "id", "tag", "k1 k2", "127.0.0.1:10911");
    StringBuilder body = new StringBuilder();
    List<TraceEvent> events =
        List.of(
            new TraceEvent.Published(
                message, "group", "region", "offset id", TraceEvent.Kind.DELAYED, 17, 1_000, 5),
            new TraceEvent.Ended(message, "group", TransactionOutcome.ROLLBACK, true, 2_000),
            new TraceEvent.Handing(message, "group", "region", "request", 2, 3_000),
            new TraceEvent.Handled(message, "group", "request", false, 7, 4_000));
    events.forEach(event -> event.write(body));
    assertThat(events.get(0).keys()).containsExactly("id", "k1", "k2");
    List<Map<String, String>> read = PeerLoader.formats().traces(body.toString());
    assertThat(read).hasSize(4);
    assertThat(read.get(0))
        .containsEntry("type", "Pub")
        .containsEntry("time", "1000")
        .containsEntry("region", "region")
        .containsEntry("group", "group")
        .containsEntry("topic", "topic")
        .containsEntry("id", "id")
        .containsEntry("offsetId", "offset id")
        .containsEntry("tag", "tag")
        .containsEntry("keys", "k1 k2")
        .containsEntry("broker", "127.0.0.1:10911")
        .containsEntry("bytes", "17")
        .containsEntry("cost", "5")
        .containsEntry("kind", "Delay_Msg")
        .containsEntry("success", "true");
    assertThat(read.get(1))
        .containsEntry("type", "EndTransaction")
        .containsEntry("topic", "topic")
        .containsEntry("id", "id")
        .containsEntry("transaction", "id")
        .containsEntry("state", "ROLLBACK_MESSAGE")
        .containsEntry("asked", "true");
    assertThat(read.get(2))
        .containsEntry("type", "SubBefore")
        .containsEntry("request", "request")
        .containsEntry("retries", "2")
        .containsEntry("keys", "k1 k2");
    assertThat(read.get(3))
        .containsEntry("type", "SubAfter")
        .containsEntry("cost", "7")
        .containsEntry("success", "false")
        .containsEntry("code", "4")
        .containsEntry("group", "group");
  }
}
