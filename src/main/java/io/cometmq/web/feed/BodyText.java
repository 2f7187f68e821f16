package io.cometmq.web.feed;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import io.cometmq.model.MessageSysFlag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bodies as pages can take them: decompressed, and as text where they are UTF-8. Owned by one
 * reader.
 */
public final class BodyText {
  /** A body that unpacks to more is left packed: a page that wants it can do that itself. */
  private static final int MAX_UNPACKED_BYTES = 16 << 20;

  private static final int CHUNK_BYTES = 16 << 10;

  /** Bits of the sys flag that tell how a body was compressed; 0 is from before there were more. */
  private static final int TYPE_MASK = 0x700;

  private static final int LZ4 = 0x100;
  private static final int ZSTD = 0x200;
  private static final int ZLIB = 0x300;

  private String text = "";
  private @Nullable String encoding;
  private @Nullable String compression;

  /** Looks at a body. */
  public void read(byte[] body, int sysFlag) {
    byte[] bytes = body;
    compression = null;
    if ((sysFlag & MessageSysFlag.COMPRESSED) != 0) {
      byte[] unpacked = unpack(body, sysFlag & TYPE_MASK);
      if (unpacked == null) {
        compression = name(sysFlag & TYPE_MASK);
      } else {
        bytes = unpacked;
      }
    }
    decode(bytes);
  }

  private void decode(byte[] bytes) {
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      encoding = compression == null ? null : "base64";
      if (encoding == null) {
        return;
      }
    } catch (CharacterCodingException e) {
      encoding = "base64";
    }
    text = Base64.getEncoder().encodeToString(bytes);
  }

  /** The body, or its base64 form. */
  public String text() {
    return text;
  }

  /** {@code base64} or null for text. */
  public @Nullable String encoding() {
    return encoding;
  }

  /** How the body is still compressed, null when it is not. */
  @Nullable String compression() {
    return compression;
  }

  /** Null when it is broken or too large. */
  private static byte @Nullable [] unpack(byte[] body, int type) {
    try (InputStream in = stream(body, type)) {
      byte[] unpacked = in.readNBytes(MAX_UNPACKED_BYTES + 1);
      return unpacked.length > MAX_UNPACKED_BYTES ? null : unpacked;
    } catch (IOException | MalformedInputException e) {
      // the producer's mistake, which the page is told by the field "compression"
      return null;
    }
  }

  private static InputStream stream(byte[] body, int type) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    return switch (type) {
      case LZ4 -> new LZ4FrameInputStream(in);
      case ZSTD -> new ZstdInputStream(in);
      default -> new InflaterInputStream(in, new Inflater(), CHUNK_BYTES);
    };
  }

  private static String name(int type) {
    return switch (type) {
      case LZ4 -> "lz4";
      case ZSTD -> "zstd";
      case ZLIB, 0 -> "zlib";
      default -> "unknown";
    };
  }
}
