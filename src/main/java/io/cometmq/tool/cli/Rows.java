package io.cometmq.tool.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.protocol.body.JsonBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A result that is a list of things of one kind. Owned by the command that fills it.
 *
 * <p>Values are numbers, which stand at the right of their column, booleans, texts, collections,
 * maps, or anything whose text tells what it is; null is what is not known.
 */
public final class Rows {
  private final List<String> names;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  private Rows(List<String> names) {
    this.names = names;
  }

  /**
   * A list without anything in it.
   *
   * @param names of the values as programs read them, such as {@code queueOffset}; people read
   *     {@code QUEUE OFFSET}
   */
  public static Rows of(String... names) {
    return new Rows(List.of(names));
  }

  /** Adds one thing, with a value for each name. */
  public Rows add(@Nullable Object... values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(values.length + " values for " + names);
    }
    rows.add(new ArrayList<>(Arrays.asList(values)));
    return this;
  }

  /** Number of things. */
  public int size() {
    return rows.size();
  }

  /** For people: a head and a line for each thing. */
  public String table() {
    int[] widths = new int[names.size()];
    List<String> head =
        names.stream().map(each -> Cell.words(each).toUpperCase(Locale.ROOT)).toList();
    widen(widths, head);
    List<List<String>> lines =
        rows.stream().map(row -> row.stream().map(Cell::text).toList()).toList();
    lines.forEach(line -> widen(widths, line));
    StringBuilder text = new StringBuilder();
    append(text, head, widths);
    lines.forEach(line -> append(text, line, widths));
    return text.toString();
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private void append(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - cells.get(i).length());
      line.append(isNumeric(i) ? gap + cells.get(i) : cells.get(i) + gap).append("  ");
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private boolean isNumeric(int column) {
    return rows.stream().map(row -> row.get(column)).anyMatch(Number.class::isInstance);
  }

  /** For programs: one object a line. */
  public String json() {
    StringBuilder text = new StringBuilder();
    for (List<@Nullable Object> row : rows) {
      ObjectNode object = JsonBody.object();
      for (int i = 0; i < names.size(); i++) {
        object.set(names.get(i), Cell.json(row.get(i)));
      }
      text.append(JsonBody.writeText(object)).append('\n');
    }
    return text.toString();
  }
}
