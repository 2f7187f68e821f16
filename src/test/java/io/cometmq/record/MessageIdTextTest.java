package io.cometmq.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.model.MessageId;
import io.cometmq.testkit.GoldenVector;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageIdTextTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({"offset_msgid_ipv4, 192.168.1.1, 32", "offset_msgid_ipv6, 2001:db8::2, 56"})
  void shouldWriteTheGoldenId(String vector, String ip, int length) {
    String golden = GoldenVector.named("ids_hashes.jsonl", vector).text();
    MessageIdText text = new MessageIdText(HostAddress.of(new InetSocketAddress(ip, 10911)));

    assertThat(text.length()).isEqualTo(length);
    assertThat(write(text, 0xABCD)).isEqualTo(golden);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xFFFF_FFFFL, Long.MAX_VALUE, 0x123456789ABCDEF0L})
  void shouldWriteWhatTheParserReads(long offset) {
    HostAddress host = HostAddress.of(new InetSocketAddress("255.0.128.7", 65535));

    assertThat(MessageId.parse(write(new MessageIdText(host), offset)))
        .isEqualTo(new MessageId(host.ip(), 65535, offset));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "::1", "2001:db8::2"})
  void shouldTellAddressesApart(String ip) {
    HostAddress host = HostAddress.of(new InetSocketAddress(ip, 1));

    assertThat(host).isEqualTo(HostAddress.of(new InetSocketAddress(ip, 1)));
    assertThat(host).hasSameHashCodeAs(HostAddress.of(new InetSocketAddress(ip, 1)));
    assertThat(host).isNotEqualTo(HostAddress.of(new InetSocketAddress(ip, 2)));
    assertThat(host).isNotEqualTo(HostAddress.of(new InetSocketAddress("10.0.0.2", 1)));
    assertThat(host.isV6()).isEqualTo(ip.contains(":"));
    assertThat(host.toSocketAddress()).isEqualTo(new InetSocketAddress(ip, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker-a.invalid"})
  void shouldRefuseNamesThatNobodyHasResolved(String name) {
    assertThatThrownBy(() -> HostAddress.of(InetSocketAddress.createUnresolved(name, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  private static String write(MessageIdText text, long offset) {
    byte[] bytes = new byte[text.length() + 3];
    text.write(offset, bytes, 3);
    return new String(bytes, 3, text.length(), StandardCharsets.US_ASCII);
  }
}
