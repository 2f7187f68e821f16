package io.cometmq.tool.traffic;

import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.PullOptions;
import io.cometmq.tool.cli.ClientSession;
import io.cometmq.tool.cli.ConnectionOptions;
import io.cometmq.tool.cli.ProgressLine;
import io.cometmq.tool.cli.ProgressOptions;
import io.cometmq.tool.cli.ToolContext;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the messages of a topic. Used by the main thread. */
@Command(name = "consume", description = "Writes the messages of a topic, one a line.")
public final class ConsumeCommand implements Callable<Integer> {
  private static final String READER = "cometmq-consume";

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic = "";

  @Option(
      names = {"-g", "--group"},
      description =
          "Read as a member of this group, and acknowledge what is written. Without it all queues"
              + " are read, and nothing is kept.")
  private @Nullable String group;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes. Otherwise it ends with what is there now.")
  private boolean follow;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      converter = FromConverter.class,
      description =
          "earliest, latest, an offset (-10: the last ten of each queue), a time"
              + " (2026-11-28T18:00:00Z) or how long ago (10m). Default: earliest, latest with"
              + " --follow. A group begins there (earliest or latest) only in queues it has no"
              + " offset for.")
  private @Nullable StartPoint from;

  @ArgGroup private @Nullable Wanted wanted;

  @Option(
      names = {"--format", "-o", "--output"},
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description =
          "body, json, table, or a text with names in braces: {body} {keys} {tag} {topic} {broker}"
              + " {queue} {offset} {id} {born} {stored} {size} {deliveries} {properties}"
              + " {property:NAME}, \\n and \\t. Default: body.")
  private MessageFormat format = MessageFormat.of("body");

  @Option(names = "--limit", paramLabel = "N", description = "End after so many messages.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description = "A group without --follow ends when nothing has come for so long. Default: 3s.")
  private Duration idle = Duration.ofSeconds(3);

  @Mixin private final ConnectionOptions connection;
  @Mixin private final ProgressOptions progress;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  private final ToolContext context;

  /** Which messages. */
  static final class Wanted {
    @Option(names = "--filter", paramLabel = "TAGS", description = "Tags, with || between them.")
    private @Nullable String tags;

    @Option(
        names = "--sql",
        paramLabel = "CONDITION",
        description = "An SQL92 condition on properties: \"price > 10\".")
    private @Nullable String sql;

    Filter filter() {
      if (sql != null) {
        return Filter.sql(sql);
      }
      return tags == null ? Filter.all() : Filter.tags(tags);
    }
  }

  static final class FromConverter implements ITypeConverter<StartPoint> {
    @Override
    public StartPoint convert(String text) {
      return StartPoint.of(text, Instant.now());
    }
  }

  static final class FormatConverter implements ITypeConverter<MessageFormat> {
    @Override
    public MessageFormat convert(String text) {
      return MessageFormat.of(text);
    }
  }

  /** Creates the command. */
  public ConsumeCommand(ToolContext context) {
    this.context = context;
    this.connection = new ConnectionOptions(context);
    this.progress = new ProgressOptions(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new ParameterException(command.commandLine(), "--limit is " + limit + "; at least 1");
    }
    Inbox inbox = new Inbox();
    context.interrupt().wanted().onSuccess(wish -> inbox.end(null));
    ProgressLine line = progress.lineIfAsked();
    Writing writing = new Writing(inbox, format, command.commandLine().getOut(), line);
    try (ClientSession session = connection.open()) {
      Source source = source(session.client(), inbox);
      source.start();
      writing.run(source, limit, group != null && !follow ? idle.toMillis() : Long.MAX_VALUE);
    } finally {
      line.clear();
      progress.err().println(writing.summary());
      progress.err().flush();
    }
    return ExitCode.OK;
  }

  private Source source(CometClient client, Inbox inbox) {
    Filter filter = wanted == null ? Filter.all() : wanted.filter();
    if (group != null) {
      return new GroupSource(client, member(group, filter), inbox);
    }
    PullOptions options = PullOptions.of(READER).withFilter(filter);
    if (!follow) {
      return new QueueSource(
          client, topic, options, from == null ? new StartPoint.Earliest() : from, inbox);
    }
    return new FollowSource(
        client,
        topic,
        options,
        from == null ? new StartPoint.Latest() : from,
        inbox,
        trouble -> progress.err().println("cometmq: " + trouble.getMessage()));
  }

  private ConsumerOptions member(String name, Filter filter) {
    ConsumerOptions.Start start = follow ? ConsumerOptions.Start.END : ConsumerOptions.Start.FIRST;
    if (from instanceof StartPoint.Earliest) {
      start = ConsumerOptions.Start.FIRST;
    } else if (from instanceof StartPoint.Latest) {
      start = ConsumerOptions.Start.END;
    } else if (from != null) {
      throw new ParameterException(
          command.commandLine(),
          "a group goes on where it was; --from can only be earliest or latest for it, and 'offset"
              + " reset' moves it elsewhere");
    }
    ConsumerOptions options = ConsumerOptions.of(name).with(topic, filter).startingAt(start);
    // one at a time, so that none is out beyond the limit
    return limit == Long.MAX_VALUE ? options : options.withLimits(1, options.readAhead());
  }
}
