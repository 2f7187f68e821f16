package io.cometmq.tool.store;

import java.io.PrintWriter;

/** Prints the records of a log, those of damaged parts excepted. Owned by the main thread. */
final class StoreDumper {
  private final StoreFolder folder;
  private final DumpFilter filter;
  private final boolean json;
  private final boolean withBody;
  private final PrintWriter out;
  private long printed;

  StoreDumper(
      StoreFolder folder, DumpFilter filter, boolean json, boolean withBody, PrintWriter out) {
    this.folder = folder;
    this.filter = filter;
    this.json = json;
    this.withBody = withBody;
    this.out = out;
  }

  /**
   * Prints.
   *
   * @param from position of the log to begin at
   * @param to position to end before
   * @param limit number of records to print at most
   * @return number of records printed
   */
  long dump(long from, long to, long limit, Progress progress) {
    if (!json) {
      out.println(RecordText.tableHead());
    }
    if (limit > 0) {
      new LogReader(folder.logFiles(), new Findings())
          .read(
              from,
              record -> {
                if (record.physicalOffset() >= to) {
                  return false;
                }
                if (filter.wants(record)) {
                  out.println(
                      json
                          ? RecordText.json(record, withBody)
                          : RecordText.tableLine(record, withBody));
                  printed++;
                }
                return printed < limit;
              },
              progress);
    }
    out.flush();
    return printed;
  }
}
