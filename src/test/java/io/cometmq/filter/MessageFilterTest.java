package io.cometmq.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.model.SubscriptionData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tags by hash first, and then exactly. */
final class MessageFilterTest {
  @Test
  void shouldTellTagsApartThatHaveOneHash() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    MessageFilter filter = MessageFilter.of(SubscriptionData.parse("t", "Aa || größe"));
    assertThat(filter.looksAtProperties()).isTrue();
    assertThat(filter.mayWant("BB".hashCode())).isTrue();
    assertThat(filter.mayWant("größe".hashCode())).isTrue();
    assertThat(filter.mayWant("CC".hashCode())).isFalse();
    assertThat(filter.wants(tagged("Aa"))).isTrue();
    assertThat(filter.wants(tagged("größe"))).isTrue();
    assertThat(filter.wants(tagged("BB"))).isFalse();
  }

  @Test
  void shouldGoByHashAloneWhereTagsAreNotAtHand() {
    SubscriptionData hashes =
        new SubscriptionData("t", "x", Set.of("other"), Set.of(2112), 0, "TAG", false);
    MessageFilter filter = MessageFilter.of(hashes);
    assertThat(filter.looksAtProperties()).isFalse();
    assertThat(filter.mayWant(2112)).isTrue();
    assertThat(filter.mayWant(2113)).isFalse();
    assertThat(filter.wants(tagged("BB"))).isTrue();
  }

  @Test
  void shouldWantEverythingWithoutLooking() {
    MessageFilter filter = MessageFilter.of(SubscriptionData.parse("t", "*"));
    assertThat(filter.looksAtProperties()).isFalse();
    assertThat(filter.mayWant(0)).isTrue();
    assertThat(filter.mayWant(4711)).isTrue();
  }

  @Test
  void shouldLookAtPropertiesForSqlWhateverTheTag() {
    MessageFilter filter = MessageFilter.ofSql("TAGS = 'BB'");
    assertThat(filter.mayWant(0)).isTrue();
    assertThat(filter.wants(tagged("BB"))).isTrue();
    assertThat(filter.wants(tagged("Aa"))).isFalse();
  }

  @Test
  void shouldRefuseUnknownTypes() {
    assertThatThrownBy(() -> MessageFilter.of(SubscriptionData.parse("t", "XPATH", "//a")))
        .isInstanceOf(FilterException.class)
        .hasMessage("expression type XPATH is unknown; allowed are TAG and SQL92");
  }

  private static PropertyView tagged(String tag) {
    byte[] bytes =
        ("KEYS\u0001TAGS Aa\u0002TAGS\u0001" + tag + "\u0002x\u00011")
            .getBytes(StandardCharsets.UTF_8);
    return new PropertyView().properties(ByteBuffer.wrap(bytes), 0, bytes.length);
  }
}
