package io.cometmq.tool.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Looks at the files of the key index: header, entries and the chains of each slot. Owned by the
 * main thread. The format is described at {@link io.cometmq.store.index.IndexLayout}.
 */
final class IndexVerifier {
  private static final int SLOTS = 5_000_000;
  private static final int ENTRIES = 20_000_000;
  private static final int HEADER = 40;
  private static final int ENTRY = 20;
  private static final int COUNT = 36;
  private static final int FIRST_ENTRY = HEADER + 4 * SLOTS;

  private final Findings findings;
  private int files;
  private long entries;

  IndexVerifier(Findings findings) {
    this.findings = findings;
  }

  int files() {
    return files;
  }

  /** Number of entries for records that the log has. */
  long entries() {
    return entries;
  }

  void look(Path path, LogReader log, Progress progress) {
    ReadOnlyFile file = ReadOnlyFile.map(path, 0);
    if (file.bytes().limit() != FIRST_ENTRY + ENTRY * ENTRIES) {
      findings.note(
          "index/"
              + file.name()
              + " has "
              + file.bytes().limit()
              + " bytes, so it has not the usual number of slots, and was not looked at");
      return;
    }
    files++;
    int count = file.bytes().getInt(COUNT);
    // the first entry is never used; a file that is new has no count yet
    if (count < 0 || count > ENTRIES) {
      findings.problem(
          "index/" + file.name() + " says it has " + count + " entries; " + ENTRIES + " fit");
      return;
    }
    entries(file, count, log, progress);
    slots(file, count);
  }

  private void entries(ReadOnlyFile file, int count, LogReader log, Progress progress) {
    ByteBuffer bytes = file.bytes();
    long behind = 0;
    long loose = 0;
    progress.begin("index " + file.name(), 0, count);
    for (int entry = 1; entry < count && progress.at(entry); entry++) {
      int at = FIRST_ENTRY + ENTRY * entry;
      long position = bytes.getLong(at + 4);
      if (position >= log.end()) {
        behind++;
      } else if (position >= log.start()) {
        entries++;
      }
      if (bytes.getInt(at + 16) >= entry) {
        loose++;
      }
    }
    if (loose > 0) {
      findings.problem(
          "index/" + file.name() + " has " + loose + " entries whose next older one is not older");
    }
    if (behind > 0) {
      findings.note(
          "index/"
              + file.name()
              + " has "
              + behind
              + " entries for positions behind the log's end");
    }
  }

  private void slots(ReadOnlyFile file, int count) {
    long wrong = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      int newest = file.bytes().getInt(HEADER + 4 * slot);
      if (newest < 0 || newest >= Math.max(1, count)) {
        wrong++;
      }
    }
    // one may have got its entry right before a kill, and is mended at the next start
    if (wrong > 1) {
      findings.problem(
          "index/" + file.name() + " has " + wrong + " slots that begin with no entry of the file");
    }
  }
}
