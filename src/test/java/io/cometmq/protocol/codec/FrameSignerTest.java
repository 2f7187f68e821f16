package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.testkit.GoldenVector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FrameSignerTest {
  private static final byte[] BODY = "Hello RocketMQ".getBytes(StandardCharsets.UTF_8);

  @Test
  void shouldSignAsVectorsSay() {
    ByteBuf frame =
        encode(RemotingCommand.request(10, Map.of("topic", "TopicTest", "queueId", "3"), BODY));
    ByteBuf signed =
        new FrameSigner("rocketmq-ak", "12345678", null)
            .sign(UnpooledByteBufAllocator.DEFAULT, frame);
    String expected =
        new String(
            GoldenVector.named("ids_hashes.jsonl", "acl_signature").bytes(),
            StandardCharsets.US_ASCII);
    assertThat(signed.toString(StandardCharsets.UTF_8))
        .contains("\"Signature\":\"" + expected + "\"")
        .endsWith("Hello RocketMQ");
    assertThat(signed.getInt(0)).isEqualTo(signed.readableBytes() - 4);
    assertThat(frame.refCnt()).isZero();
    signed.release();
  }

  @Test
  void shouldLeaveAnswersAndEmptyWritesAlone() {
    ByteBuf answer = encode(RemotingCommand.request(105, Map.of(), BODY).success());
    FrameSigner signer = new FrameSigner("access", "secret", null);
    assertThat(signer.sign(UnpooledByteBufAllocator.DEFAULT, answer)).isSameAs(answer);
    assertThat(signer.sign(UnpooledByteBufAllocator.DEFAULT, Unpooled.EMPTY_BUFFER))
        .isSameAs(Unpooled.EMPTY_BUFFER);
    answer.release();
  }

  private static ByteBuf encode(RemotingCommand command) {
    return RemotingCommandEncoder.encode(UnpooledByteBufAllocator.DEFAULT, command);
  }
}
