package io.cometmq.tool.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BodiesTest {
  private static List<String> all(Bodies bodies) {
    List<String> found = new ArrayList<>();
    for (Bodies.Draft draft = bodies.next(); draft != null; draft = bodies.next()) {
      found.add(draft.key() + "=" + new String(draft.body(), StandardCharsets.UTF_8));
    }
    return found;
  }

  private static BufferedReader reader(String text) {
    return new BufferedReader(new StringReader(text));
  }

  @Test
  void shouldTakeLinesWithAndWithoutKeys() {
    String text = "k1:a:b\n:c\nd\n\nü:ä";

    assertThat(all(Bodies.lines(reader(text), ":", Long.MAX_VALUE)))
        .containsExactly("k1=a:b", "null=c", "null=d", "null=", "ü=ä");
    assertThat(all(Bodies.lines(reader(text), null, 2))).containsExactly("null=k1:a:b", "null=:c");
  }

  @Test
  void shouldRepeatATextAndMakeOthersUp() {
    assertThat(all(Bodies.of("hi", 2))).containsExactly("null=hi", "null=hi");
    assertThat(all(Bodies.random(12, 50, new Random(1))))
        .hasSize(50)
        .doesNotHaveDuplicates()
        .allMatch(each -> each.matches("null=[0-9a-z]{12}"));
    assertThat(all(Bodies.of("hi", 0))).isEmpty();
  }
}
