package io.cometmq.tool.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The page of a run: one file that needs nothing else. Stateless. */
final class ReportPage {
  private static final String TEMPLATE = "report.html";
  private static final String RESULT = "{\"$\":\"result\"}";

  private ReportPage() {}

  static String of(BenchResult result) {
    // a text in the result must not end the script element that it stands in
    String json = result.all().json().strip().replace("<", "\\u003c");
    return template().replace(RESULT, json);
  }

  private static String template() {
    try (InputStream page = ReportPage.class.getResourceAsStream(TEMPLATE)) {
      return new String(
          Objects.requireNonNull(page, TEMPLATE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
