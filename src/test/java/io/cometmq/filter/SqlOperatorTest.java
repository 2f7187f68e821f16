package io.cometmq.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each operator says of a message. */
final class SqlOperatorTest {
  private static final String PROPERTIES =
      "a=5;b=-7;price=12.50;big=3000000000;name=größe;quote=it's;yes=true;twice=1;twice=2;empty=";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // numbers
        "a = 5 | true",
        "a <> 5 | false",
        "a > 4 | true",
        "a > 5 | false",
        "a >= 5 | true",
        "a < 6 | true",
        "a <= 4 | false",
        "4 < a | true",
        "b < -6 | true",
        "b = - 7 | true",
        "price > 12.4 | true",
        "price = 12.5 | true",
        "price < 1e2 | true",
        "big > 2147483648 | true",
        "big = 3000000000L | true",
        "a < price | true",
        "a BETWEEN 5 AND 7 | true",
        "a BETWEEN 6 AND 7 | false",
        "a NOT BETWEEN 6 AND 7 | true",
        // texts
        "name = 'größe' | true",
        "name <> 'größe' | false",
        "quote = 'it''s' | true",
        "'größe' = name | true",
        "name IN ('x', 'größe') | true",
        "name NOT IN ('x', 'größe') | false",
        "name NOT IN ('x') | true",
        "name CONTAINS 'öß' | true",
        "name NOT CONTAINS 'öß' | false",
        "name STARTSWITH 'gr' | true",
        "name startswith 'r' | false",
        "name NOT STARTSWITH 'r' | true",
        "name ENDSWITH 'ße' | true",
        "name NOT ENDSWITH 'ße' | false",
        "name ENDSWITH 'a longer text than the name' | false",
        "name CONTAINS '' | false",
        "name NOT CONTAINS '' | false",
        // truth values
        "yes = TRUE | true",
        "yes = FALSE | false",
        "TRUE | true",
        "FALSE | false",
        "NULL | false",
        // a property alone is a text and no truth
        "yes | false",
        "NOT yes | true",
        // what is missing
        "nobody IS NULL | true",
        "nobody IS NOT NULL | false",
        "a IS NULL | false",
        "a IS NOT NULL | true",
        "empty IS NULL | true",
        "nobody = 5 | false",
        "nobody <> 5 | false",
        "NOT (nobody = 5) | false",
        "nobody > 5 OR a = 5 | true",
        "nobody > 5 AND a = 5 | false",
        "NOT (nobody > 5 AND a = 6) | true",
        "nobody NOT IN ('x') | false",
        "nobody NOT CONTAINS 'x' | false",
        "nobody = noone | true",
        "5 <> nobody | true",
        // what can't be compared
        "name > 5 | false",
        "NOT (name > 5) | false",
        "name > 5 OR a = 5 | false",
        "a = 5 OR name > 5 | true",
        "price > 5 | false",
        "a > name | false",
        "yes = 5 | false",
        // precedence
        "a = 5 OR a = 6 AND a = 7 | true",
        "(a = 5 OR a = 6) AND a = 7 | false",
        "NOT a = 5 | false",
        "NOT (a = 6) AND a = 5 | true",
        // the last one counts
        "twice = 2 | true",
        // layout
        "a/* five */=5 | true",
        "a > --4 -- and no more | true",
        "A = 5 | false",
      })
  void shouldSay(String expression, boolean wanted) {
    assertThat(matches(expression)).isEqualTo(wanted);
  }

  @Test
  void shouldSkipCommentsToTheEndOfTheLine() {
    assertThat(matches("a = 5 -- AND a = 6\nAND b = -7 -- really")).isTrue();
    assertThat(matches("a = 5 -- AND a = 6\rAND b = 7")).isFalse();
  }

  private static boolean matches(String expression) {
    byte[] bytes =
        PROPERTIES.replace('=', '\u0001').replace(';', '\u0002').getBytes(StandardCharsets.UTF_8);
    PropertyView view = new PropertyView().properties(ByteBuffer.wrap(bytes), 0, bytes.length);
    return MessageFilter.ofSql(expression).wants(view);
  }
}
