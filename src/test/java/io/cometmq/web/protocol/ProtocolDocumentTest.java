package io.cometmq.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The protocol's page lists what the code may say. */
final class ProtocolDocumentTest {
  private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| .* \\| (yes|no) \\|");

  @Test
  void shouldListEveryErrorCode() throws IOException {
    Map<String, Boolean> listed = new HashMap<>();
    Matcher row = ROW.matcher(page());
    while (row.find()) {
      listed.put(row.group(1), row.group(2).equals("yes"));
    }
    Map<String, Boolean> known =
        Arrays.stream(ErrorCode.values())
            .collect(Collectors.toMap(ErrorCode::name, ErrorCode::retry));
    assertThat(listed).isEqualTo(known);
  }

  @Test
  void shouldListEveryCloseCode() throws IOException {
    String page = page();
    for (CloseCode code : CloseCode.values()) {
      assertThat(page).contains(code.number() + " ");
      assertThat((int) code.number()).isBetween(4000, 4299);
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs", "comet-v1.md"));
  }
}
