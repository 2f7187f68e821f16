package io.cometmq.tool.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.record.RecordLayout;
import io.cometmq.store.MessageStore;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.tool.cli.Failures;
import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code store dump} and {@code store verify} on stores of our own, sound and damaged. */
final class StoreCommandsTest {
  private static final int RECORDS = 600;
  private static final int UNIT = 20;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Interrupt interrupt = new Interrupt();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path root;

  @BeforeEach
  void fill() {
    MessageStore store = MessageStore.open(StoreDriver.smallFiles(root), Clock.SYSTEM);
    StoreDriver driver = new StoreDriver(store);
    for (int i = 0; i < RECORDS; i++) {
      driver.put("topic-" + i % 2, i % 3, "key-" + i, "tag", new byte[1_000]);
    }
    store.close();
  }

  private int run(String... words) {
    ToolContext context =
        new ToolContext(Map.of(), InputStream.nullInputStream(), false, interrupt);
    CommandLine line =
        new CommandLine(new StoreCommand())
            .addSubcommand(new VerifyCommand(context))
            .addSubcommand(new DumpCommand(context))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (failure, command, result) -> Failures.explain(failure, command.getErr()));
    return line.execute(words);
  }

  private JsonNode verify(int exitCode) {
    out.getBuffer().setLength(0);
    assertThat(run("verify", root.toString(), "--output", "JSON")).isEqualTo(exitCode);
    return JsonBody.read(out.toString().strip().getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** All files with what is in them. */
  private Map<Path, ByteBuffer> content() throws IOException {
    Map<Path, ByteBuffer> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        content.put(path, ByteBuffer.wrap(Files.readAllBytes(path)));
      }
    }
    return content;
  }

  @Test
  void shouldFindNothingWrongAndWriteNothing() throws IOException {
    Map<Path, ByteBuffer> before = content();

    JsonNode report = verify(0);

    assertThat(report.path("sound").asBoolean()).isTrue();
    assertThat(report.path("log").path("records").asInt()).isEqualTo(RECORDS);
    assertThat(report.path("queues").path("topics").asInt()).isEqualTo(2);
    assertThat(report.path("queues").path("queues").asInt()).isEqualTo(6);
    assertThat(report.path("queues").path("units").asInt()).isEqualTo(RECORDS);
    assertThat(report.path("index").path("keys").asInt()).isEqualTo(RECORDS);
    assertThat(texts(report.path("problems"))).isEmpty();
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void shouldSayItInWordsForPeople() {
    assertThat(run("verify", root.toString())).isZero();

    assertThat(out.toString())
        .contains("600 records")
        .contains("6 of 2 topics, 600 units")
        .contains("result    sound");
  }

  @Test
  void shouldNameTheDamagedPartOfTheLog() {
    long position = positionOf("topic-0", 0, 10);
    write(logFile(position), inFile(position) + RecordLayout.BODY_CRC, new byte[] {1, 2, 3, 4});

    JsonNode report = verify(1);

    assertThat(texts(report.path("problems")))
        .anyMatch(
            text ->
                text.startsWith(
                    "the log has a damaged or half-written record from " + position + " to "))
        .anyMatch(
            text -> text.contains("queue topic-0/0 has units for which the log has no record"));
    assertThat(report.path("log").path("records").asInt()).isEqualTo(RECORDS - 1);
  }

  @Test
  void shouldNameTheUnitThatIsWrong() {
    long position = positionOf("topic-1", 1, 20);
    write(queueFile("topic-1", 1), 20 * UNIT + 8, new byte[] {0, 0, 0, 9});

    JsonNode report = verify(1);

    assertThat(texts(report.path("problems")))
        .singleElement()
        .asString()
        .startsWith("queue topic-1/1 offset 20 says position " + position + ", size 9,");
  }

  @Test
  void shouldTellLostUnitsInTheMiddleFromThoseThatAStartBringsBack() {
    write(queueFile("topic-0", 2), 30 * UNIT, new byte[2 * UNIT]);
    assertThat(texts(verify(1).path("problems")))
        .singleElement()
        .asString()
        .isEqualTo("queue topic-0/2 lacks 2 units from offset 30 to 32");
  }

  @Test
  void shouldNotBlameAKillForItsUnfinishedEnd() throws IOException {
    Files.writeString(root.resolve("abort"), "");
    write(queueFile("topic-0", 0), 98 * UNIT, new byte[2 * UNIT]);

    JsonNode report = verify(0);

    assertThat(texts(report.path("notes")))
        .anyMatch(
            text ->
                text.equals(
                    "queue topic-0/0 lacks its last 2 units, from offset 98; the next start writes"
                        + " them again"));
  }

  @Test
  void shouldMissLogFiles() throws IOException {
    List<Path> files = new StoreFolder(root).logFiles();
    assertThat(files).hasSizeGreaterThan(2);
    Files.delete(files.get(1));

    assertThat(texts(verify(1).path("problems")))
        .anyMatch(text -> text.contains("but the file for position " + (256 << 10) + " should"));
  }

  @Test
  void shouldNameSettingsThatAreNoJson() throws IOException {
    Files.createDirectories(root.resolve("config"));
    Files.writeString(
        root.resolve("config/consumerOffset.json"), "{\"offsetTable\":{\"t@g\":{0:1,");

    assertThat(texts(verify(1).path("problems")))
        .singleElement()
        .asString()
        .startsWith("config/consumerOffset.json: ");
  }

  @Test
  void shouldUnderstandThatATopicWasDeleted() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("consumequeue/topic-1"))) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }

    assertThat(texts(verify(0).path("notes")))
        .anyMatch(text -> text.startsWith("100 records of queue topic-1/0 have no consume queue"));
  }

  @Test
  void shouldPrintWhatIsWanted() {
    assertThat(run("dump", root.toString(), "--output", "JSON", "--key", "key-7", "--body"))
        .isZero();

    JsonNode record = JsonBody.read(out.toString().strip().getBytes(StandardCharsets.UTF_8));
    assertThat(record.path("topic").asText()).isEqualTo("topic-1");
    assertThat(record.path("queueId").asInt()).isEqualTo(1);
    assertThat(record.path("properties").path("KEYS").asText()).isEqualTo("key-7");
    assertThat(record.path("body").asText()).hasSize(1_000);
  }

  @Test
  void shouldPrintAPartOfTheLog() {
    long from = positionOf("topic-0", 0, 50);
    long to = positionOf("topic-0", 0, 55);
    assertThat(
            run(
                "dump",
                root.toString(),
                "--from",
                Long.toString(from),
                "--to",
                Long.toString(to),
                "--topic",
                "topic-0",
                "--queue",
                "0"))
        .isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).startsWith("POSITION").contains("TOPIC");
    assertThat(lines.get(1)).startsWith(from + " ").contains("key-300");
  }

  @Test
  void shouldEndEarlyWithASummary() {
    interrupt.want();

    assertThat(run("verify", root.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("result    ended early");
  }

  @Test
  void shouldSayWhatIsNoStore(@TempDir Path empty) {
    assertThat(run("verify", empty.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("is no store: it has no folder commitlog");
  }

  private long positionOf(String topic, int queueId, long offset) {
    QueueFiles.Unit unit =
        new QueueFiles(root.resolve("consumequeue").resolve(topic).resolve("" + queueId))
            .find(offset);
    return Objects.requireNonNull(unit).position();
  }

  private Path logFile(long position) {
    return new StoreFolder(root).logFiles().get((int) (position / (256 << 10)));
  }

  private static long inFile(long position) {
    return position % (256 << 10);
  }

  private Path queueFile(String topic, int queueId) {
    return StoreFolder.numbered(root.resolve("consumequeue").resolve(topic).resolve("" + queueId))
        .get(0);
  }

  private static void write(Path path, long at, byte[] bytes) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
