package io.cometmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageTest {
  @Test
  void shouldLeaveOriginalAsItWas() {
    Message plain = Message.of("topic", "body");
    Message tagged = plain.withTag("a").withProperty("x", "1").withProperty("x", "2");
    assertThat(plain.properties()).isEmpty();
    assertThat(tagged.properties())
        .containsOnly(
            org.assertj.core.data.MapEntry.entry("TAGS", "a"),
            org.assertj.core.data.MapEntry.entry("x", "2"));
    assertThat(tagged.tag()).isEqualTo("a");
    assertThat(tagged.body()).isSameAs(plain.body());
  }

  @Test
  void shouldKnowWhetherItWaits() {
    assertThat(Message.of("topic", "").isDelayed()).isFalse();
    assertThat(Message.of("topic", "").withDelayLevel(3).isDelayed()).isTrue();
    assertThat(Message.of("topic", "").withDelay(java.time.Duration.ofSeconds(1)).isDelayed())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "größe", "a/b"})
  void shouldRefuseBadTopics(String topic) {
    assertThatThrownBy(() -> Message.of(topic, "x")).isInstanceOf(ClientException.Invalid.class);
  }

  @Test
  void shouldRefusePropertiesThatCanNotBeStored() {
    Message message = Message.of("topic", "x");
    assertThatThrownBy(() -> message.withProperty("UNIQ_KEY", "1"))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("UNIQ_KEY");
    assertThatThrownBy(() -> message.withProperty("a\u0001", "1"))
        .isInstanceOf(ClientException.Invalid.class);
    assertThatThrownBy(() -> message.withTag("")).isInstanceOf(ClientException.Invalid.class);
    assertThatThrownBy(() -> message.withDelayLevel(19))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("1 to 18");
  }
}
