package io.cometmq.tool.traffic;

import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.SendReceipt;
import io.cometmq.tool.cli.ClientSession;
import io.cometmq.tool.cli.ConnectionOptions;
import io.cometmq.tool.cli.Facts;
import io.cometmq.tool.cli.Failures;
import io.cometmq.tool.cli.OutputOptions;
import io.cometmq.tool.cli.ProgressLine;
import io.cometmq.tool.cli.ProgressOptions;
import io.cometmq.tool.cli.SizeConverter;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.cli.ToolException;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends messages. Used by the main thread. */
@Command(
    name = "produce",
    description = "Sends messages: the lines of the standard input unless it is told otherwise.")
public final class ProduceCommand implements Callable<Integer> {
  private static final String GROUP = "cometmq-produce";
  private static final int ATTEMPTS = 3;
  private static final long LOOK_MS = 100;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Where they go to.")
  private String topic = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "BODY", description = "The one body.")
  private @Nullable String body;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Send the lines of a file.")
  private @Nullable Path file;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Send random bodies of this size: 100, 1KiB.")
  private @Nullable Integer size;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "How many messages: of lines at most so many; BODY and --size send 1 otherwise.")
  private @Nullable Long count;

  @Option(
      names = "--key-separator",
      paramLabel = "TEXT",
      description = "What stands before it in a line is the key.")
  private @Nullable String separator;

  @Option(names = "--by-key", description = "Messages of one key go to one queue, in order.")
  private boolean byKey;

  @Option(names = "--rate", paramLabel = "N", description = "Messages a second at most.")
  private double rate;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Most messages without a receipt. Default: 1000.")
  private int inFlight = 1_000;

  @Option(
      names = "--keep-going",
      description = "Go on when a message fails. Otherwise the first failure is the end.")
  private boolean keepGoing;

  @Mixin private final Traits traits = new Traits();
  @Mixin private final ConnectionOptions connection;
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ProgressOptions progress;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  private final ToolContext context;

  /** Creates the command. */
  public ProduceCommand(ToolContext context) {
    this.context = context;
    this.connection = new ConnectionOptions(context);
    this.progress = new ProgressOptions(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    SendTally tally = new SendTally();
    long began = System.nanoTime();
    try (BufferedReader lines = file == null ? null : open(file);
        ClientSession session = connection.open()) {
      send(session, bodies(lines), tally);
    }
    output.print(summary(tally, (System.nanoTime() - began) / 1e9));
    Throwable failure = tally.failure();
    return failure == null ? ExitCode.OK : Failures.explain(failure, progress.err());
  }

  private void check() {
    int sources = (body == null ? 0 : 1) + (file == null ? 0 : 1) + (size == null ? 0 : 1);
    if (sources > 1) {
      throw wrong("BODY, --file and --size exclude each other; give one of them");
    }
    if (inFlight < 1 || rate < 0 || count != null && count < 0) {
      throw wrong("--in-flight must be at least 1, --rate and --count at least 0");
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(command.commandLine(), text);
  }

  private static BufferedReader open(Path path) throws IOException {
    if (!Files.isReadable(path)) {
      throw new ToolException("cannot read " + path + "; --file names a file of lines");
    }
    return Files.newBufferedReader(path);
  }

  private Bodies bodies(@Nullable BufferedReader lines) {
    if (body != null) {
      return Bodies.of(body, count == null ? 1 : count);
    }
    if (size != null) {
      return Bodies.random(size, count == null ? 1 : count, new Random());
    }
    // never closed: that would wait for a read that is under way
    BufferedReader in =
        lines == null
            ? new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8))
            : lines;
    return Bodies.lines(in, separator, count == null ? Long.MAX_VALUE : count);
  }

  private void send(ClientSession session, Bodies bodies, SendTally tally)
      throws InterruptedException {
    Producer producer =
        session
            .client()
            .producer(
                ProducerOptions.of(GROUP)
                    .withMaxInFlight(inFlight)
                    .withAttempts(ATTEMPTS, connection.timeout().multipliedBy(ATTEMPTS)));
    Sending sending =
        new Sending(
            new Sending.Plan(topic, rate, inFlight, byKey, keepGoing),
            traits,
            producer,
            tally,
            context.interrupt());
    // on a worker, because a line may not come for a long time, and Ctrl-C should count at once
    Future<Void> work =
        session
            .vertx()
            .executeBlocking(
                () -> {
                  sending.run(bodies);
                  return null;
                },
                false);
    CountDownLatch over = new CountDownLatch(1);
    work.onComplete(done -> over.countDown());
    context.interrupt().wanted().onSuccess(wish -> over.countDown());
    ProgressLine line = progress.line();
    while (!over.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
      if (line.isDue()) {
        line.show(tally.sent() + " sent, " + tally.failed() + " failed");
      }
    }
    line.clear();
    producer.close().await();
    if (work.failed()) {
      work.await();
    }
  }

  private Facts summary(SendTally tally, double seconds) {
    Facts facts =
        new Facts()
            .put("topic", topic)
            .put("sent", tally.sent())
            .put("failed", tally.failed())
            .put("bodyBytes", tally.bytes())
            .put("seconds", seconds)
            .put("messagesPerSecond", tally.sent() / seconds);
    SendReceipt receipt = tally.last();
    if (receipt != null && tally.sent() == 1) {
      facts
          .put("messageId", receipt.messageId())
          .put("broker", receipt.queue().brokerName())
          .put("queueId", receipt.queue().queueId())
          .put("queueOffset", receipt.queueOffset());
    }
    return facts;
  }
}
