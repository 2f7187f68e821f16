package io.cometmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClientReleaseTest {
  @Test
  void shouldNameReleases() {
    assertThat(ClientRelease.of(513)).isEqualTo("5.5.0");
    // from here on clients want strict JSON of NameServers
    assertThat(ClientRelease.of(401)).isEqualTo("4.9.4");
    assertThat(ClientRelease.of(409)).isEqualTo("4.9.8");
    assertThat(ClientRelease.of(412)).isEqualTo("5.0.0-SNAPSHOT");
    assertThat(ClientRelease.of(213)).isEqualTo("4.0.0");
    assertThat(ClientRelease.of(3)).isEqualTo("3");
    assertThat(ClientRelease.of(-1)).isEqualTo("?");
  }
}
