package io.cometmq.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamespaceTest {
  @ParameterizedTest
  @CsvSource({
    "topic, ns%topic",
    "%RETRY%group, %RETRY%ns%group",
    "%DLQ%group, %DLQ%ns%group",
    "TBW102, TBW102",
    "DefaultCluster_REPLY_TOPIC, DefaultCluster_REPLY_TOPIC"
  })
  void shouldWrapAndUnwrap(String plain, String wrapped) {
    Namespace namespace = new Namespace("ns");
    assertThat(namespace.wrap(plain)).isEqualTo(wrapped);
    assertThat(namespace.wrap(wrapped)).isEqualTo(wrapped);
    assertThat(namespace.unwrap(wrapped)).isEqualTo(plain);
    assertThat(new Namespace("").wrap(plain)).isEqualTo(plain);
    assertThat(new Namespace("").unwrap(wrapped)).isEqualTo(wrapped);
  }
}
