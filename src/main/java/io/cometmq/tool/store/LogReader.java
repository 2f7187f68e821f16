package io.cometmq.tool.store;

import io.cometmq.record.RecordCheck;
import io.cometmq.record.RecordLayout;
import io.cometmq.record.RecordView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Goes through a log from file to file, checks every record, and finds the next good one behind
 * what is damaged. Owned by the main thread.
 */
final class LogReader {
  private final List<Path> files;
  private final Findings findings;
  private final RecordCheck check = new RecordCheck();
  private final RecordView view = new RecordView();

  private long records;
  private long start = -1;
  private long end;
  private long lastTimestamp;

  // where unwritten space or damage begins that no record has followed yet, -1 for none
  private long gapStart = -1;
  private String gap = "";

  LogReader(List<Path> files, Findings findings) {
    this.files = files;
    this.findings = findings;
  }

  /** Number of good records. */
  long records() {
    return records;
  }

  /** Position of the first good record; 0 when there is none. */
  long start() {
    return Math.max(0, start);
  }

  /** Position behind the last good record. */
  long end() {
    return end;
  }

  /** Store time of the last good record, in milliseconds since the epoch; 0 when there is none. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  /**
   * Shows all good records from a position on.
   *
   * @param from a position of the log; records that begin before are not shown
   */
  void read(long from, RecordVisitor visitor, Progress progress) {
    for (int i = 0; i < files.size(); i++) {
      Path path = files.get(i);
      long position = StoreFolder.position(path);
      if (i + 1 < files.size() && StoreFolder.position(files.get(i + 1)) <= from) {
        continue;
      }
      if (!read(ReadOnlyFile.map(path, position), from, visitor, progress)) {
        return;
      }
      if (i + 1 < files.size()) {
        expectNext(path, position, files.get(i + 1));
      }
    }
  }

  /**
   * Says what the log ends with, after all of it has been read.
   *
   * @param abort whether the last stop was no orderly one: then its end may be damaged
   */
  void finish(boolean abort) {
    if (gapStart >= 0 && !gap.isEmpty()) {
      String text = "the log ends at " + gapStart + " before " + gap;
      if (abort) {
        findings.note(text + "; a kill leaves that, and the next start cuts it off");
      } else {
        findings.problem(text);
      }
    }
  }

  private void expectNext(Path path, long position, Path next) {
    long expected = position + path.toFile().length();
    if (StoreFolder.position(next) != expected) {
      findings.problem(
          "commitlog/"
              + next.getFileName()
              + " follows commitlog/"
              + path.getFileName()
              + ", but the file for position "
              + expected
              + " should: what is in between is lost");
    }
  }

  private boolean read(ReadOnlyFile file, long from, RecordVisitor visitor, Progress progress) {
    ByteBuffer bytes = file.bytes();
    int at = 0;
    while (bytes.limit() - at >= RecordLayout.BLANK_BYTES) {
      if (isRecord(bytes, at, file.start())) {
        view.wrap(bytes, at);
        onRecord(file.start() + at);
        if (file.start() + at >= from && !visitor.visit(view)) {
          return false;
        }
        at += view.totalSize();
        if (!progress.at(file.start() + at)) {
          return false;
        }
      } else if (bytes.getInt(at + RecordLayout.MAGIC) == RecordLayout.MAGIC_BLANK
          && bytes.getInt(at) == bytes.limit() - at) {
        end = file.start() + bytes.limit();
        return true;
      } else {
        at = skip(file, at);
      }
    }
    return true;
  }

  private void onRecord(long position) {
    if (gapStart >= 0) {
      findings.problem(
          "the log has "
              + (gap.isEmpty() ? "unwritten space" : gap)
              + " from "
              + gapStart
              + " to "
              + position
              + ", and good records after it");
      gapStart = -1;
    }
    if (start < 0) {
      start = position;
    }
    records++;
    end = position + view.totalSize();
    lastTimestamp = view.storeTimestamp();
  }

  /** Index of the next good record in a file, its limit when there is none. */
  private int skip(ReadOnlyFile file, int at) {
    ByteBuffer bytes = file.bytes();
    boolean unwritten = bytes.getLong(at) == 0;
    if (gapStart < 0) {
      gapStart = file.start() + at;
      gap = unwritten ? "" : "a damaged or half-written record";
    }
    int next = at + 1;
    while (bytes.limit() - next >= RecordLayout.FIXED_BYTES) {
      int magic = bytes.getInt(next + RecordLayout.MAGIC);
      if ((magic == RecordLayout.MAGIC_V1 || magic == RecordLayout.MAGIC_V2)
          && isRecord(bytes, next, file.start())) {
        return next;
      }
      next++;
    }
    return bytes.limit();
  }

  private boolean isRecord(ByteBuffer bytes, int at, long fileStart) {
    return check.check(bytes, at, true) == RecordCheck.Verdict.OK
        && bytes.getLong(at + RecordLayout.PHYSICAL_OFFSET) == fileStart + at
        && bytes.getLong(at + RecordLayout.QUEUE_OFFSET) >= 0;
  }
}
