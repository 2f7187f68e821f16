package io.cometmq.client.internal.wire;

/** Writes one trace event. Owned by whoever writes. */
final class TraceText {
  private static final char FIELD_END = 1;
  private static final char EVENT_END = 2;

  private final StringBuilder out;

  TraceText(StringBuilder out, String kind) {
    this.out = out;
    out.append(kind);
  }

  TraceText add(String value) {
    out.append(FIELD_END).append(value);
    return this;
  }

  TraceText add(long value) {
    out.append(FIELD_END).append(value);
    return this;
  }

  void end() {
    out.append(EVENT_END);
  }
}
