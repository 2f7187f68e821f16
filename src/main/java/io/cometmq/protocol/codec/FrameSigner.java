package io.cometmq.protocol.codec;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests: base64 of HMAC-SHA1 over the values of all header fields, sorted by name, and the
 * body. Owned by one event loop.
 */
public final class FrameSigner {
  private static final String ALGORITHM = "HmacSHA1";
  private static final String SIGNATURE = "Signature";
  private static final int PREFIX_BYTES = 8;

  private final String accessKey;
  private final @Nullable String securityToken;
  private final Mac mac;
  private final HeaderView header = new HeaderView();

  /** Creates a signer for one account. */
  public FrameSigner(String accessKey, String secretKey, @Nullable String securityToken) {
    this.accessKey = accessKey;
    this.securityToken = securityToken;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /**
   * The signed frame; answers, which are not signed, as they are.
   *
   * @param frame a whole frame; released unless it is what comes back
   */
  public ByteBuf sign(ByteBufAllocator allocator, ByteBuf frame) {
    if (frame.readableBytes() < PREFIX_BYTES) {
      return frame;
    }
    int start = frame.readerIndex();
    int headerField = frame.getInt(start + 4);
    int headerLength = headerField & 0xFFFFFF;
    SerializeType type = SerializeType.of(headerField >>> 24);
    if (type == null) {
      throw new IllegalArgumentException("header serialisation " + (headerField >>> 24));
    }
    header.parse(type, frame, start + PREFIX_BYTES, headerLength);
    if (header.isResponse()) {
      return frame;
    }
    try {
      frame.skipBytes(PREFIX_BYTES + headerLength);
      RemotingCommand command = new RemotingFrame(header, frame).toCommand();
      return RemotingCommandEncoder.encode(allocator, signed(command));
    } finally {
      frame.release();
    }
  }

  private RemotingCommand signed(RemotingCommand command) {
    Map<String, String> fields = new TreeMap<>(command.extFields());
    fields.put("AccessKey", accessKey);
    if (securityToken != null) {
      fields.put("SecurityToken", securityToken);
    }
    fields.remove(SIGNATURE);
    fields.values().forEach(value -> mac.update(value.getBytes(StandardCharsets.UTF_8)));
    byte[] signature = mac.doFinal(command.body());
    fields.put(SIGNATURE, Base64.getEncoder().encodeToString(signature));
    return new RemotingCommand(
        command.code(),
        command.language(),
        command.version(),
        command.opaque(),
        command.flag(),
        command.remark(),
        fields,
        command.body(),
        command.serializeType());
  }
}
