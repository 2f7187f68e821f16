package io.cometmq.tool.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.protocol.body.JsonBody;
import java.time.Instant;

/**
 * What is said about a store in the end. Immutable.
 *
 * @param complete false when it was ended early
 */
record VerifyReport(
    StoreFolder folder,
    LogReader log,
    QueueVerifier queues,
    IndexVerifier index,
    int keys,
    int settings,
    Findings findings,
    boolean complete) {

  boolean isSound() {
    return complete && findings.problemCount() == 0;
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "store", folder.root().toString());
    line(text, "log", logLine());
    line(
        text,
        "queues",
        queues.queues() + " of " + queues.topics() + " topics, " + queues.units() + " units");
    line(
        text,
        "index",
        index.files() + " files, " + index.entries() + " entries for " + keys + " keys");
    line(text, "settings", settings + " files");
    findings.notes().forEach(note -> line(text, "note", note));
    findings.problems().forEach(problem -> line(text, "PROBLEM", problem));
    long more = findings.problemCount() - findings.problems().size();
    if (more > 0) {
      line(text, "PROBLEM", more + " more");
    }
    line(text, "result", result());
    return text.toString();
  }

  private String logLine() {
    String last =
        log.records() == 0
            ? ""
            : ", the last stored at " + Instant.ofEpochMilli(log.lastTimestamp());
    return "positions "
        + log.start()
        + " to "
        + log.end()
        + ", "
        + log.records()
        + " records"
        + last;
  }

  private String result() {
    if (!complete) {
      return "ended early";
    }
    return isSound() ? "sound" : findings.problemCount() + " problems";
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append(what).append(" ".repeat(10 - what.length())).append(value).append('\n');
  }

  /** For programs. */
  String json() {
    ObjectNode json = JsonBody.object();
    json.put("store", folder.root().toString());
    json.putObject("log")
        .put("start", log.start())
        .put("end", log.end())
        .put("records", log.records())
        .put("lastTimestamp", log.lastTimestamp());
    json.putObject("queues")
        .put("topics", queues.topics())
        .put("queues", queues.queues())
        .put("units", queues.units());
    json.putObject("index")
        .put("files", index.files())
        .put("entries", index.entries())
        .put("keys", keys);
    json.put("settings", settings);
    findings.notes().forEach(json.putArray("notes")::add);
    findings.problems().forEach(json.putArray("problems")::add);
    json.put("problemCount", findings.problemCount());
    json.put("complete", complete);
    json.put("sound", isSound());
    return JsonBody.writeText(json);
  }
}
