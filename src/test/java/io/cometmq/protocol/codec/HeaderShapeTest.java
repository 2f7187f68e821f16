package io.cometmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.protocol.SerializeType;
import io.cometmq.protocol.header.ReplyHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A header that looks like the one before it is read as if there had been none before it. Set the
 * seed that a failure names as {@code -Dcometmq.seed} to see it again.
 */
final class HeaderShapeTest {
  private static final int ROUNDS = 200_000;

  private static final String SEND =
      "{\"code\":310,\"extFields\":{\"a\":\"group\",\"b\":\"topic\",\"g\":\"1700000000000\","
          + "\"i\":\"KEYS\\u0001k1\\u0002UNIQ_KEY\\u00010A0B0C0D\\u0002tag\\\"s\\\\\"},\"flag\":0,"
          + "\"language\":\"JAVA\",\"opaque\":12345,\"serializeTypeCurrentRPC\":\"JSON\","
          + "\"version\":477}";

  private static final List<String> HEADERS =
      List.of(
          SEND,
          "{\"code\":11,\"opaque\":-17,\"flag\":0,\"extFields\":{\"queueId\":3,\"m\":null,"
              + "\"queueOffset\":\"100200\",\"name\\u0041\":\"x\",\"nested\":{\"a\":[1,\"2\"]}}}",
          " { \"opaque\" : \"88\" , \"code\" : 34 , \"remark\" : \"why\\n\" , \"extFields\" : {} }",
          "{\"code\":34}",
          "{\"opaque\":7,\"code\":34,\"opaque\":123}",
          "{\"extFields\":{\"\":\"\",\"k\":\"v\",\"k\":\"\\ud83d\\ude00w\"},\"code\":1,\"opaque\":9}");

  /** Wire names of the fields that a send and a reply have in common, in the order of letters. */
  private static final List<String> LONG_NAMES =
      Arrays.stream(ReplyHeaders.Reply.class.getRecordComponents())
          .map(RecordComponent::getName)
          .limit(10)
          .toList();

  private static final byte[] NASTY =
      "\"\\u-0129#] }{:,n\u0001\u007f".getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void shouldReadEveryHeaderAsIfItWereTheFirst() {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    Random random = new Random(seed);
    List<HeaderView> views = new ArrayList<>();
    HEADERS.forEach(header -> views.add(new HeaderView()));
    int fitting = 0;
    int broken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int which = random.nextInt(HEADERS.size());
      HeaderView reused = views.get(which);
      byte[] bytes = HEADERS.get(which).getBytes(StandardCharsets.UTF_8);
      for (int changes = random.nextInt(6) - 3; changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? NASTY[random.nextInt(NASTY.length)]
                : (byte) ('0' + random.nextInt(10));
      }
      int before = reused.layout();
      String what =
          "seed "
              + seed
              + " round "
              + round
              + ": "
              + new String(bytes, StandardCharsets.ISO_8859_1);
      String expected = read(new HeaderView(), bytes);
      assertThat(read(reused, bytes)).as(what).isEqualTo(expected);
      fitting += reused.layout() == before ? 1 : 0;
      broken += expected.startsWith("refused") ? 1 : 0;
    }
    assertThat(fitting).as("fitting, seed " + seed).isGreaterThan(ROUNDS / 20);
    assertThat(broken).as("refused, seed " + seed).isGreaterThan(ROUNDS / 20);
  }

  @Test
  void shouldNotParseTheNextHeaderOfAClientThatSendsInARow() {
    HeaderView view = new HeaderView();
    read(view, SEND);
    int layout = view.layout();

    String next =
        SEND.replace("12345", "98760").replace("1700000000000", "1799999999999").replace("k1", "é");
    read(view, next);

    assertThat(view.layout()).isEqualTo(layout);
    assertThat(view.opaque()).isEqualTo(98760);
    assertThat(view.text(2)).isEqualTo("1799999999999");
    assertThat(view.text(3)).isEqualTo("KEYS\1é\2UNIQ_KEY\0010A0B0C0D\2tag\"s\\");
  }

  /** A decoder that remembers where the fields of a view are, and views that come in turn. */
  @Test
  void shouldDecodeSendsOfAnyFormInARow() {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    Random random = new Random(seed);
    List<HeaderView> views = List.of(new HeaderView(), new HeaderView());
    SendMessageRequestDecoder decoder = new SendMessageRequestDecoder();
    int fitting = 0;
    int others = 0;
    String last = send(random);
    for (int round = 0; round < 20_000; round++) {
      HeaderView view = views.get(random.nextInt(2));
      last = random.nextInt(4) == 0 ? send(random) : last.replaceAll("opaque\":.", "opaque\":7");
      int before = view.layout();
      read(view, last);
      fitting += view.layout() == before ? 1 : 0;
      others += view.layout() == before ? 0 : 1;

      HeaderView fresh = new HeaderView();
      read(fresh, last);
      assertThat(decoder.decode(view))
          .as("seed " + seed + " round " + round + ": " + last)
          .isEqualTo(new SendMessageRequestDecoder().decode(fresh));
    }
    assertThat(fitting).as("fitting, seed " + seed).isGreaterThan(1_000);
    assertThat(others).as("not fitting, seed " + seed).isGreaterThan(1_000);
  }

  /** All fields of a send, of one length, in any order and with either kind of names. */
  private static String send(Random random) {
    boolean shortNames = random.nextBoolean();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < LONG_NAMES.size(); i++) {
      String name = shortNames ? String.valueOf((char) ('a' + i)) : LONG_NAMES.get(i);
      fields.add('"' + name + "\":\"" + random.nextInt(10) + '"');
    }
    Collections.shuffle(fields, random);
    int code = shortNames ? 310 : 10;
    return "{\"code\":" + code + ",\"extFields\":{" + String.join(",", fields) + "},\"opaque\":1}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":310,\"extFields\":{\"a\":\"gr\"up\"},\"opaque\":12}",
        "{\"code\":310,\"extFields\":{\"a\":\"gr\\up\"},\"opaque\":12}",
        "{\"code\":310,\"extFields\":{\"a\":\"group\"},\"opaque\":1-}",
        "{\"code\":310,\"extFields\":{\"a\":\"group\"},\"opaque\":--}"
      })
  void shouldRefuseWhatOnlyLooksLikeTheHeaderBefore(String next) {
    HeaderView view = new HeaderView();
    String first = "{\"code\":310,\"extFields\":{\"a\":\"group\"},\"opaque\":12}";
    assertThat(next).hasSameSizeAs(first);
    read(view, first);

    assertThat(read(view, next)).startsWith("refused").isEqualTo(read(new HeaderView(), next));
  }

  private static String read(HeaderView view, String header) {
    return read(view, header.getBytes(StandardCharsets.UTF_8));
  }

  /** All that a header says, or why it was refused. */
  private static String read(HeaderView view, byte[] header) {
    ByteBuf in = Unpooled.wrappedBuffer(header);
    try {
      view.parse(SerializeType.JSON, in, 0, header.length);
    } catch (BrokenFrameException e) {
      return "refused: " + e.getMessage();
    }
    StringBuilder all = new StringBuilder();
    all.append(view.code()).append(' ').append(view.language()).append(' ').append(view.version());
    all.append(' ').append(view.opaque()).append(' ').append(view.flag()).append(' ');
    all.append(view.remark()).append(' ').append(view.fields());
    for (int i = 0; i < view.count(); i++) {
      byte[] text = new byte[view.maxTextLength(i)];
      int length = view.copyText(i, text, 0);
      all.append(' ').append(view.name(i)).append('=').append(view.text(i)).append('=');
      all.append(new String(text, 0, length, StandardCharsets.UTF_8));
    }
    return all.toString();
  }
}
