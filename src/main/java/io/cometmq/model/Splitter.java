package io.cometmq.model;

import java.util.ArrayList;
import java.util.List;

/** Cuts text at a separator. Stateless. */
public final class Splitter {
  private Splitter() {}

  public static List<String> on(String separator, String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
      parts.add(text.substring(start, end));
      start = end + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }
}
