package io.cometmq.web.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies as pages see them. */
final class BodyTextTest {
  private static final int COMPRESSED = 1;
  private static final String TEXT = "größe ".repeat(500);

  private final BodyText body = new BodyText();

  @Test
  void shouldLeaveTextAsItIs() {
    body.read("größe".getBytes(StandardCharsets.UTF_8), 0);
    assertThat(body.text()).isEqualTo("größe");
    assertThat(body.encoding()).isNull();
    assertThat(body.compression()).isNull();
  }

  @Test
  void shouldGiveBytesAsBase64() {
    body.read(new byte[] {(byte) 0xC3, 0x28}, 0);
    assertThat(body.encoding()).isEqualTo("base64");
    assertThat(body.text()).isEqualTo("wyg=");
  }

  @Test
  void shouldUnpackWhatRocketMqPacks() throws IOException {
    for (int type : new int[] {0, 0x100, 0x200, 0x300}) {
      body.read(pack(type), COMPRESSED | type);
      assertThat(body.text()).as("type " + type).isEqualTo(TEXT);
      assertThat(body.encoding()).isNull();
      assertThat(body.compression()).isNull();
    }
  }

  @Test
  void shouldHandOnWhatItCannotUnpack() {
    for (int type : new int[] {0x100, 0x200, 0x300}) {
      byte[] broken = "no such thing".getBytes(StandardCharsets.UTF_8);
      body.read(broken, COMPRESSED | type);
      assertThat(body.encoding()).isEqualTo("base64");
      assertThat(body.compression()).isIn("lz4", "zstd", "zlib");
      assertThat(Base64.getDecoder().decode(body.text())).isEqualTo(broken);
    }
  }

  @Test
  void shouldNotUnpackWithoutEnd() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(packed)) {
      out.write(new byte[17 << 20]);
    }
    body.read(packed.toByteArray(), COMPRESSED | 0x300);
    assertThat(body.compression()).isEqualTo("zlib");
  }

  private static byte[] pack(int type) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (type) {
          case 0x100 -> new LZ4FrameOutputStream(packed);
          case 0x200 -> new ZstdOutputStream(packed);
          default -> new DeflaterOutputStream(packed);
        }) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
