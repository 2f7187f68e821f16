package io.cometmq.tool.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.client.OffsetTarget;
import io.cometmq.model.Permission;
import io.cometmq.tool.admin.Sections.Listing;
import io.cometmq.tool.cli.OutputOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.TypeConversionException;

/** How results look, and how words of the command line are read. */
final class SectionsTest {
  /** Prints a result of each kind. */
  @Command(name = "show")
  private static final class Show implements Runnable {
    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public void run() {
      new Sections()
          .fact("topic", "orders")
          .fact("lastStored", null)
          .list("queues", Listing.of("queueId", "end").add(0, 12L).add(1, null))
          .list("groups", Listing.of("group"))
          .print(output);
    }
  }

  private static String run(String... words) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new Show()).setCaseInsensitiveEnumValuesAllowed(true);
    assertThat(line.setOut(new PrintWriter(out)).execute(words)).isZero();
    return out.toString();
  }

  @Test
  void shouldShowFactsAboveTables() {
    assertThat(run())
        .isEqualTo(
            """
            topic        orders
            last stored  -

            QUEUE ID  END
                   0   12
                   1    -
            """);
  }

  @Test
  void shouldWriteOneObjectForPrograms() {
    assertThat(run("--output", "json"))
        .isEqualTo(
            "{\"topic\":\"orders\",\"lastStored\":null,\"queues\":[{\"queueId\":0,\"end\":12},"
                + "{\"queueId\":1,\"end\":null}],\"groups\":[]}\n");
  }

  @Test
  void shouldReadPlacesInQueues() {
    TargetConverter converter = new TargetConverter();
    assertThat(converter.convert("earliest")).isEqualTo(OffsetTarget.earliest());
    assertThat(converter.convert("LATEST")).isEqualTo(OffsetTarget.latest());
    assertThat(converter.convert("4711")).isEqualTo(OffsetTarget.offset(4711));
    assertThat(converter.convert("2026-11-28T18:00:00Z"))
        .isEqualTo(OffsetTarget.at(Instant.parse("2026-11-28T18:00:00Z")));
    assertThat(converter.convert("2h"))
        .isInstanceOfSatisfying(
            OffsetTarget.AtTime.class,
            at ->
                assertThat(Duration.between(at.time(), Instant.now()))
                    .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(5)));
    for (String wrong : new String[] {"yesterday", "-5", "2x", "99999999999999999999", ""}) {
      assertThatThrownBy(() -> converter.convert(wrong))
          .isInstanceOf(TypeConversionException.class)
          .hasMessageContaining("'" + wrong + "' is no place in a queue; say earliest");
    }
  }

  @Test
  void shouldNamePermissions() {
    assertThat(Perm.text(Permission.READ | Permission.WRITE | Permission.INHERIT)).isEqualTo("rw");
    assertThat(Perm.text(Permission.READ)).isEqualTo("r");
    assertThat(Perm.text(Permission.WRITE)).isEqualTo("w");
    assertThat(Perm.text(Permission.INHERIT)).isEqualTo("none");
  }
}
