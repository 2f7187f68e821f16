package io.cometmq.web.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Positions as text. */
final class CursorTest {
  @Test
  void shouldComeBackAsItWent() {
    for (long[] next :
        new long[][] {{}, {0}, {1, 127, 128, 16_383, 16_384}, {Long.MAX_VALUE, 0, 1L << 40}}) {
      Cursor cursor = new Cursor(-5, "broker-ä", 1L << 50, next);
      Cursor back = Cursor.parse(cursor.text());
      assertThat(back).isEqualTo(cursor).hasSameHashCodeAs(cursor);
      assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
    }
  }

  @Test
  void shouldHaveThisForm() {
    // version 2, epoch, "b", log end 1000, two queues: 5 and 300
    assertThat(new Cursor(0x0102030405060708L, "b", 1_000, new long[] {5, 300}).text())
        .isEqualTo("AgECAwQFBgcIAWLoBwIFrAI");
  }

  @Test
  void shouldReadCursorsOfTheFirstVersion() {
    assertThat(Cursor.parse("AQECAwQFBgcIAWICBawC"))
        .isEqualTo(new Cursor(0x0102030405060708L, "b", Long.MAX_VALUE, new long[] {5, 300}));
  }

  @Test
  void shouldHaveOtherBrokersBehindItsOwn() {
    Elsewhere others =
        Elsewhere.NONE.with("c", 0, 4).with("b", 1, Elsewhere.since(9)).with("b", 0, 300);
    Cursor cursor = new Cursor(0x0102030405060708L, "a", 1_000, new long[] {5}, others);
    // version 3, epoch, "a", log end, one queue: 5; two others: "b" with 300 and time 9, "c" with 4
    assertThat(cursor.text()).isEqualTo("AwECAwQFBgcIAWHoBwEFAgFiAtgEEwFjAQg");
    assertThat(Cursor.parse(cursor.text())).isEqualTo(cursor);
  }

  @Test
  void shouldGoOnAtAnotherBrokerThatWasReadFromTheFirst() {
    Elsewhere others = Elsewhere.NONE.with("b", 0, 300).with("c", 0, 4);
    Cursor made = new Cursor(1, "a", 1_000, new long[] {5, 6}, others);
    assertThat(made.seenBy("a", 1)).isSameAs(made);
    assertThat(made.seenBy("b", 2))
        .isEqualTo(
            new Cursor(
                2,
                "b",
                Long.MAX_VALUE,
                new long[] {300},
                Elsewhere.NONE.with("a", new long[] {5, 6}).with("c", 0, 4)));
    Cursor stranger = made.seenBy("d", 3);
    assertThat(stranger.broker()).isEqualTo("a");
    assertThat(stranger.elsewhere().at("a", 1)).isEqualTo(6);
    assertThat(stranger.elsewhere().at("b", 0)).isEqualTo(300);
  }

  @Test
  void shouldRefuseWhatIsNoCursor() {
    String good = new Cursor(7, "broker-a", 99, new long[] {1, 2, 3}).text();
    for (String bad :
        List.of("", "x", "%%%", good.substring(0, good.length() - 2), good + "AA", "Bw" + good)) {
      assertThatThrownBy(() -> Cursor.parse(bad))
          .as(bad)
          .isInstanceOfSatisfying(
              CometException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CURSOR));
    }
  }

  @Test
  void shouldNeverFailInAnotherWay() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = (byte) (1 + random.nextInt(3));
      }
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      try {
        assertThat(Cursor.parse(Cursor.parse(text).text())).isEqualTo(Cursor.parse(text));
      } catch (CometException e) {
        assertThat(e.code()).as("seed " + seed).isEqualTo(ErrorCode.BAD_CURSOR);
      }
    }
  }
}
