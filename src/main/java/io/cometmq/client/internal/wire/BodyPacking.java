package io.cometmq.client.internal.wire;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.cometmq.client.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** Packs and unpacks bodies as official clients do. Stateless. */
public final class BodyPacking {
  /** Bodies from this size on take too long for an event loop: milliseconds. */
  public static final int HEAVY_BYTES = 32 << 10;

  private BodyPacking() {}

  /** The packed form. */
  public static byte[] pack(byte[] body, Compression how) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2 + 64);
    try (OutputStream out = packer(packed, how)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("packing in memory failed", e);
    }
    return packed.toByteArray();
  }

  /**
   * The plain form.
   *
   * @throws IOException when it is not what a packer made
   */
  public static byte[] unpack(byte[] packed, Compression how) throws IOException {
    try (InputStream in = unpacker(new ByteArrayInputStream(packed), how)) {
      return in.readAllBytes();
    } catch (MalformedInputException e) {
      throw new IOException("no " + how + " data", e);
    }
  }

  private static OutputStream packer(OutputStream out, Compression how) throws IOException {
    return switch (how) {
      case NONE -> out;
      case LZ4 -> new LZ4FrameOutputStream(out);
      case ZSTD -> new ZstdOutputStream(out);
      case ZLIB -> new DeflaterOutputStream(out);
    };
  }

  private static InputStream unpacker(InputStream in, Compression how) throws IOException {
    return switch (how) {
      case NONE -> in;
      case LZ4 -> new LZ4FrameInputStream(in);
      case ZSTD -> new ZstdInputStream(in);
      case ZLIB -> new InflaterInputStream(in);
    };
  }
}
