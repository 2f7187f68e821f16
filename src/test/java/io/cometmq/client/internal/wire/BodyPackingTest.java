package io.cometmq.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.client.Compression;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BodyPackingTest {
  @ParameterizedTest
  @EnumSource
  void shouldUnpackWhatItPacks(Compression how) throws IOException {
    Random random = new Random(7);
    for (int size : new int[] {0, 1, 5_000, 300_000}) {
      byte[] body = new byte[size];
      for (int i = 0; i < size; i++) {
        body[i] = (byte) random.nextInt(8);
      }
      byte[] packed = BodyPacking.pack(body, how);
      assertThat(BodyPacking.unpack(packed, how)).isEqualTo(body);
      if (size > 1 && how != Compression.NONE) {
        assertThat(packed.length).isLessThan(size);
      }
    }
    assertThat(Compression.ofFlags(how.flagBits()))
        .isEqualTo(how == Compression.NONE ? Compression.ZLIB : how);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldRefuseWhatNobodyPacked(Compression how) {
    assertThatThrownBy(() -> BodyPacking.unpack(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9}, how))
        .isInstanceOf(IOException.class);
  }
}
