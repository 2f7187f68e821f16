package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.testkit.ManualClock;
import io.cometmq.testkit.SimulatedCrash;
import io.cometmq.testkit.SimulatedFiles;
import io.cometmq.testkit.StoreDriver;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kill in the middle of a write leaves whole pages of a record, of its body or behind it. */
final class CutOffRecordTest {
  private static final Path ROOT = Path.of("store");
  private static final int PAGE = 4_096;
  private static final int BODY = 1_900;
  // so that a page may end in the properties as well
  private static final int KEY = 480;

  private SimulatedFiles files = new SimulatedFiles(ROOT);

  private StoreDriver open() {
    return new StoreDriver(
        MessageStore.open(
            StoreDriver.smallFiles(ROOT, LogPreparation.FORCED), new ManualClock(1), files));
  }

  private byte[] log(long from) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * PAGE);
    files.read(ROOT.resolve("commitlog/00000000000000000000"), from, bytes);
    return bytes.array();
  }

  /**
   * Its last bytes, those that say how long its properties are, are zeros on a page of their own.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void shouldBelieveAWholeRecordThatEndsWithZeros(int onTheLastPage) {
    StoreDriver driver = open();
    AppendRequest request = driver.append("t", 0, new byte[1]);
    driver.store().commitLog().publish();
    int overhead = request.records.limit() - 1;
    int body = PAGE + onTheLastPage - 2 * overhead - 1;
    driver.append("t", 0, new byte[body]);
    driver.store().commitLog().publish();
    long end = driver.store().commitLog().endPosition();
    assertThat(end).isEqualTo(PAGE + onTheLastPage);
    files = files.kill();

    assertThat(open().store().commitLog().endPosition()).isEqualTo(end);
  }

  /** Where the last page begins, seen from the first NUL; there or later only NULs would stand. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 19})
  void shouldBelieveAWholeRecordWhosePropertiesEndWithNuls(int onTheFirstPage) {
    int nuls = 20;
    String properties = "name\u0001" + "\0".repeat(nuls);
    StoreDriver driver = open();
    AppendRequest first = driver.append("t", properties, new byte[1]);
    driver.store().commitLog().publish();
    int overhead = first.records.limit() - 1;
    int separator = 1;
    int body = PAGE + nuls + separator - onTheFirstPage - 2 * overhead - 1;
    driver.append("t", properties, new byte[body]);
    driver.store().commitLog().publish();
    long end = driver.store().commitLog().endPosition();
    assertThat(end - separator - nuls + onTheFirstPage).isEqualTo(PAGE);
    files = files.kill();

    assertThat(open().store().commitLog().endPosition()).isEqualTo(end);
  }

  /**
   * The page ends in the topic, behind the topic in the length of the properties, whose low byte is
   * zero anyway, or at the first of them.
   */
  @ParameterizedTest
  @CsvSource({"0, 8", "0, 1", "256, -1", "256, -2"})
  void shouldNotBelieveARecordThatIsCutOffWhereLengthsStillAgree(int properties, int inTopic) {
    String topic = "topic-of-25-characters-xx";
    StoreDriver driver = open();
    AppendRequest first = driver.append(topic, properties, new byte[1]);
    driver.store().commitLog().publish();
    int overhead = first.records.limit() - 1;
    // from the end of the topic to the end of the record
    int tail = 2 + properties;
    int body = PAGE + tail + inTopic - 2 * overhead - 1;
    long end = driver.store().commitLog().endPosition();
    AppendRequest cut = driver.append(topic, properties, new byte[body]);
    assertThat(cut.physicalOffset + cut.records.limit() - tail - inTopic).isEqualTo(PAGE);
    files.crashAfter(0);
    assertThatThrownBy(() -> driver.store().commitLog().publish())
        .isInstanceOf(SimulatedCrash.class);
    files = files.kill();

    assertThat(open().store().commitLog().endPosition()).isEqualTo(end);
    assertThat(log(end)).as("what stands after the end").containsOnly(0);
  }

  /** Where the page ends that the kill leaves: in the fixed part, the body, the properties. */
  @ParameterizedTest
  @ValueSource(ints = {60, 600, 2_000, 2_200, 2_400})
  void shouldNotBelieveARecordThatAKillHasCutOff(int beforePageEnd) {
    StoreDriver driver = open();
    byte[] body = new byte[BODY];
    Arrays.fill(body, (byte) 7);
    driver.put("t", 0, "k", "t", new byte[1]);
    int overhead = (int) driver.store().commitLog().endPosition() - 1;
    driver.put("t", 0, "k", "t", new byte[PAGE - beforePageEnd - 2 * overhead - 1]);
    long end = driver.store().commitLog().endPosition();
    assertThat(end).isEqualTo(PAGE - beforePageEnd);
    driver.append("t", 0, "k".repeat(KEY), "t", body);
    files.crashAfter(0);
    assertThatThrownBy(() -> driver.store().commitLog().publish())
        .isInstanceOf(SimulatedCrash.class);
    assertThat(log(end)).as("something was written").isNotEqualTo(new byte[4 * PAGE]);
    files = files.kill();

    StoreDriver again = open();
    assertThat(again.store().commitLog().endPosition()).isEqualTo(end);
    assertThat(log(end)).as("what stands after the end").containsOnly(0);
    again.put("t", 0, "k", "t", body);
    assertThat(again.read("t", 0, 0, "*")).last().isEqualTo(body);
  }
}
