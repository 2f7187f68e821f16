package io.cometmq.tool.store;

import io.cometmq.protocol.body.JsonBody;
import io.cometmq.record.RecordView;
import io.cometmq.tool.cli.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at all of a store: every record of the log, every unit of every consume queue, the index
 * and the JSON files. Owned by the main thread. Two reads of the log at most, one of each other
 * file.
 */
final class StoreVerifier {
  private final StoreFolder folder;
  private final Progress progress;
  private final Findings findings = new Findings();
  private int keys;

  StoreVerifier(StoreFolder folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  VerifyReport verify() {
    if (folder.isInUse()) {
      findings.note(
          "a broker has this store open: what it writes meanwhile may look like a problem");
    } else if (folder.hasAbortMark()) {
      findings.note("the last stop was not orderly, so the next start repairs what is unfinished");
    }
    LogReader log = new LogReader(folder.logFiles(), findings);
    QueueVerifier queues = new QueueVerifier(folder, findings);
    read(log, queues);
    IndexVerifier index = new IndexVerifier(findings);
    int settings = 0;
    if (!progress.isCancelled()) {
      log.finish(folder.hasAbortMark());
      queues.compare(log);
      differences(log, queues);
      folder.indexFiles().forEach(path -> index.look(path, log, progress));
      settings = settings();
    }
    progress.done();
    boolean complete = !progress.isCancelled();
    return new VerifyReport(folder, log, queues, index, keys, settings, findings, complete);
  }

  private void read(LogReader log, QueueVerifier queues) {
    log.read(
        0,
        record -> {
          queues.record(record);
          keys += ExpectedUnits.keys(record);
          return true;
        },
        progress);
  }

  private void differences(LogReader log, QueueVerifier queues) {
    if (!queues.different().isEmpty()) {
      QueueDifferences differences =
          new QueueDifferences(queues.different(), folder.hasAbortMark(), findings);
      // what is wrong with the log itself has been said
      new LogReader(folder.logFiles(), new Findings())
          .read(log.start(), record -> note(differences, record), progress);
      differences.finish(log);
    }
  }

  private static boolean note(QueueDifferences differences, RecordView record) {
    differences.record(record);
    return true;
  }

  private int settings() {
    for (Path path : folder.settings()) {
      try {
        JsonBody.readDialect(Files.readAllBytes(path));
      } catch (IllegalArgumentException e) {
        findings.problem("config/" + path.getFileName() + ": " + e.getMessage());
      } catch (IOException e) {
        throw new ToolException("cannot read " + path + ": " + e, e);
      }
    }
    return folder.settings().size();
  }
}
