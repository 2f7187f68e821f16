package io.cometmq.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes SQL92 expressions, right ones and broken ones, and properties that some of them match. */
final class SqlGenerator {
  private static final List<String> NAMES = List.of("a", "b", "c", "Price", "$x_1", "_");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "5",
          "7L",
          "42",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "0.5",
          "5.0",
          "5.",
          ".5",
          "1e3",
          "1.5E-3",
          "3.25",
          "100",
          "1000.0",
          "12l");
  private static final List<String> STRINGS =
      List.of("''", "'x'", "'abc'", "'it''s'", "'5'", "'true'", "'0.5'", "'über'", "'漢字'", "'a b'");
  private static final List<String> VALUES =
      List.of(
          "x",
          "abc",
          "xabcx",
          "it's",
          "5",
          "+5",
          "-5",
          "-0",
          "5.0",
          "0.5",
          ".5",
          "5.",
          " 5",
          "5 ",
          "1e3",
          "0x10",
          "5d",
          "true",
          "TRUE",
          "false",
          "über",
          "漢字",
          "漢",
          "a b",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "007",
          "NaN",
          "Infinity",
          "-",
          "+",
          ".",
          "1.5E-3",
          "3.25",
          "0000000000000000000042",
          "٥",
          "42",
          "1000",
          "1",
          "123456789012345678901234567890.5",
          "0.1000000000000000055511151231257827",
          "100");
  private static final List<String> WORDS =
      List.of(
          "AND",
          "or",
          "NOT",
          "IS",
          "NULL",
          "IN",
          "BETWEEN",
          "(",
          ")",
          ",",
          "=",
          "<>",
          ">",
          "<=",
          "+",
          "-",
          "TRUE",
          "false",
          "CONTAINS",
          "StartsWith",
          "ENDSWITH",
          "LIKE",
          "!",
          "'",
          "\"",
          "--",
          "/*",
          "*/",
          "a",
          "b",
          "5",
          "'x'",
          "0.0",
          "9223372036854775808",
          "1e400",
          "é",
          ".");
  private static final String[] BLANKS = {
    " ", " ", " ", "  ", "\t", "\n", " /* c * */ ", " -- c\n"
  };

  private final Random random;

  SqlGenerator(long seed) {
    random = new Random(seed);
  }

  /**
   * An expression; three in four are right, the others have a word too many, too few or changed.
   */
  String expression() {
    List<String> words = new ArrayList<>();
    condition(words, 3);
    if (random.nextInt(4) == 0) {
      breakUp(words);
    }
    StringBuilder text = new StringBuilder();
    words.forEach(word -> text.append(word).append(one(BLANKS)));
    return random.nextBoolean() ? text.toString() : text.toString().strip();
  }

  /** Properties for it. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        properties.put(name, one(VALUES));
      }
    }
    return properties;
  }

  private void breakUp(List<String> words) {
    int at = random.nextInt(words.size());
    switch (random.nextInt(3)) {
      case 0 -> words.remove(at);
      case 1 -> words.add(at, one(WORDS));
      default -> words.set(at, one(WORDS));
    }
  }

  private void condition(List<String> words, int depth) {
    int kind = random.nextInt(depth == 0 ? 9 : 13);
    switch (kind) {
      case 0, 1, 2 -> comparison(words, depth);
      case 3 -> {
        operand(words, depth);
        maybeNot(words);
        words.add("BETWEEN");
        operand(words, depth);
        words.add("and");
        operand(words, depth);
      }
      case 4 -> {
        words.add(one(NAMES));
        maybeNot(words);
        words.addAll(List.of("IN", "("));
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
          words.add(one(STRINGS));
          words.add(i == count - 1 ? ")" : ",");
        }
      }
      case 5 -> {
        operand(words, depth);
        words.add("IS");
        maybeNot(words);
        words.add("NULL");
      }
      case 6, 7 -> {
        operand(words, depth);
        maybeNot(words);
        words.add(one(List.of("CONTAINS", "STARTSWITH", "EndsWith")));
        words.add(one(STRINGS));
      }
      case 8 -> words.add(one(List.of("a", "b", "TRUE", "FALSE", "NULL")));
      case 9 -> {
        words.add("NOT");
        parenthesised(words, depth);
      }
      case 10 -> parenthesised(words, depth);
      default -> {
        condition(words, depth - 1);
        words.add(one(List.of("AND", "OR", "or", "And")));
        condition(words, depth - 1);
      }
    }
  }

  private void comparison(List<String> words, int depth) {
    operand(words, depth);
    words.add(one(List.of("=", "=", "<>", ">", ">=", "<", "<=")));
    operand(words, depth);
  }

  private void parenthesised(List<String> words, int depth) {
    words.add("(");
    condition(words, depth - 1);
    words.add(")");
  }

  private void maybeNot(List<String> words) {
    if (random.nextInt(3) == 0) {
      words.add("NOT");
    }
  }

  private void operand(List<String> words, int depth) {
    switch (random.nextInt(depth == 0 ? 12 : 13)) {
      case 0, 1, 2, 3, 4, 5 -> words.add(one(NAMES));
      case 6, 7, 8 -> words.add(one(NUMBERS));
      case 9 -> words.add(one(STRINGS));
      case 10 -> {
        words.add(one(List.of("-", "+")));
        words.add(one(random.nextInt(3) == 0 ? NAMES : NUMBERS));
      }
      case 11 -> words.add(one(List.of("TRUE", "FALSE", "NULL", "a")));
      default -> parenthesised(words, depth);
    }
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }
}
