package io.cometmq.arch;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that must not stand in the sources, and why. Immutable.
 *
 * @param exceptFor parts of paths where it may stand
 * @param example text in which the rule must find something, so that no rule is blind
 */
record TidyRule(
    String reason,
    Pattern unwanted,
    Function<JavaSource, String> part,
    List<String> exceptFor,
    String example) {

  /** Concurrency is by ownership; whoever needs a lock says so here and in docs/threading.md. */
  private static final List<String> LOCKS =
      List.of(
          "/store/log/LogSpace.java",
          "/broker/storage/CommitGroup.java",
          "/bus/WorkerQueue.java",
          "/bus/LateWakes.java");

  /** For code that ships. */
  static final List<TidyRule> MAIN =
      List.of(
          code("only the launcher ends the process", "System\\.exit|\\.halt\\(", "System.exit(1);")
              .except("/launcher/"),
          code("threads belong to contexts and named pools", "new Thread\\(", "new Thread(r);")
              .except("/launcher/ShutdownHook.java", "/launcher/EarlyEnd.java"),
          code(
                  "state has one owner; locks are listed in TidyRule and docs/threading.md",
                  "\\bsynchronized\\b|java\\.util\\.concurrent\\.locks",
                  "synchronized (this) {}")
              .except(LOCKS.toArray(new String[0])),
          code(
              "what the process has to say goes to the log",
              "System\\.(out|err)\\b|printStackTrace",
              "e.printStackTrace();"),
          code(
              "a real noun tells more",
              "(class|interface|record|enum) \\w*(Util|Utils|Manager|Helper|Impl|Common)\\b",
              "final class TopicManager {}"));

  /** For all code. */
  static final List<TidyRule> EVERYWHERE =
      List.of(
          code(
              "a failure is handled, logged or passed on, never swallowed",
              "catch\\s*\\([^)]*\\)\\s*\\{\\s*\\}",
              "try { a(); } catch (IOException e) { /* fine */ }"),
          code(
              "wait for a condition, not for time to pass",
              "Thread\\.sleep|TimeUnit\\.\\w+\\.sleep|\\b(SECONDS|MILLISECONDS)\\.sleep",
              "TimeUnit.SECONDS.sleep(1);"),
          code(
              "a test that does not run proves nothing",
              "@(Disabled|Ignore)\\b",
              "@Disabled class Test {}"),
          new TidyRule(
              "finish it or leave it out",
              Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b"),
              JavaSource::comments,
              List.of(),
              "// TODO later"));

  private static TidyRule code(String reason, String unwanted, String example) {
    return new TidyRule(reason, Pattern.compile(unwanted), JavaSource::code, List.of(), example);
  }

  private TidyRule except(String... paths) {
    return new TidyRule(reason, unwanted, part, List.of(paths), example);
  }

  /** Each place in the file where the rule is broken. */
  Stream<String> violations(JavaSource source) {
    if (exceptFor.stream().anyMatch(source.name()::contains)) {
      return Stream.empty();
    }
    String text = part.apply(source);
    Matcher matcher = unwanted.matcher(text);
    return matcher
        .results()
        .map(hit -> source.name() + ":" + JavaSource.lineAt(text, hit.start()) + ": " + reason);
  }
}
