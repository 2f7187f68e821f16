package io.cometmq.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bits of messages, pulls and permissions. */
final class FlagsTest {
  @ParameterizedTest
  @CsvSource({"0, true", "0x4, false", "0x8, true", "0xC, false", "0x333, true", "0x335, false"})
  void shouldHideTransactionsThatAreOpenOrUndone(String sysFlag, boolean visible) {
    assertThat(MessageSysFlag.isVisible(Integer.decode(sysFlag))).isEqualTo(visible);
    assertThat(MessageSysFlag.isVisible(Integer.decode(sysFlag) | 0xFFFF_FFF3)).isEqualTo(visible);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false, false",
    "1, true, false, false",
    "2, false, true, false",
    "4, false, false, true",
    "3, true, true, false",
    "24, false, false, false",
    "31, true, true, true"
  })
  void shouldReadTheBitsOfPulls(int flag, boolean commit, boolean suspend, boolean subscription) {
    assertThat(PullSysFlag.hasCommitOffset(flag)).isEqualTo(commit);
    assertThat(PullSysFlag.hasSuspend(flag)).isEqualTo(suspend);
    assertThat(PullSysFlag.hasSubscription(flag)).isEqualTo(subscription);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false, false, true",
    "1, false, false, true, true",
    "2, false, true, false, true",
    "4, true, false, false, true",
    "6, true, true, false, true",
    "15, true, true, true, true",
    "16, false, false, false, false",
    "-1, true, true, true, false"
  })
  void shouldReadPermissions(
      int perm, boolean readable, boolean writable, boolean inherited, boolean valid) {
    assertThat(Permission.isReadable(perm)).isEqualTo(readable);
    assertThat(Permission.isWritable(perm)).isEqualTo(writable);
    assertThat(Permission.isInherited(perm)).isEqualTo(inherited);
    assertThat(Permission.isValid(perm)).isEqualTo(valid);
  }
}
