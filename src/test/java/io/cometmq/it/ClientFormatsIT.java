package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
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
}
