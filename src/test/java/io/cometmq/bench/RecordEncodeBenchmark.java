package io.cometmq.bench;

import io.cometmq.record.HostAddress;
import io.cometmq.record.RecordEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A record as it stands in the log, checksum of the body included, from direct to direct memory.
 */
@State(Scope.Thread)
public class RecordEncodeBenchmark {
  /** Size of the body. */
  @Param({"128", "1024", "16384"})
  public int bodyBytes;

  private final RecordEncoder encoder = new RecordEncoder();

  @SuppressWarnings("NullAway.Init")
  private ByteBuffer body;

  @SuppressWarnings("NullAway.Init")
  private ByteBuffer record;

  /** Fills in what stays the same. */
  @Setup
  public void prepare() {
    encoder.bornHost = new HostAddress(new byte[] {127, 0, 0, 1}, 1);
    encoder.storeHost = new HostAddress(new byte[] {127, 0, 0, 1}, 10_911);
    encoder.topic = "orders".getBytes(StandardCharsets.UTF_8);
    encoder.properties =
        "TAGS\u0001paid\u0002WAIT\u0001true\u0002".getBytes(StandardCharsets.UTF_8);
    encoder.propertiesLength = encoder.properties.length;
    body = ByteBuffer.allocateDirect(bodyBytes);
    record = ByteBuffer.allocateDirect(bodyBytes + 1024);
  }

  /** Encodes one. */
  @Benchmark
  public ByteBuffer encode() {
    encoder.write(record.clear(), body.clear());
    return record;
  }
}
