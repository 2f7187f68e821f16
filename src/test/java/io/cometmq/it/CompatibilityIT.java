package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.PeerAdminWalk;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.PeerLoader;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/compatibility.md} says is what is seen. It is written anew by {@code mvn verify
 * -Dit.test=CompatibilityIT -Dcometmq.update-docs=true}.
 */
final class CompatibilityIT {
  private static final Path PAGE = Path.of("docs", "compatibility.md");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path directory;

  @Test
  void shouldServeWhatThePageSays() throws IOException {
    String seen;
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      List<PeerAdminWalk.Outcome> outcomes =
          PeerLoader.adminWalk().walk(broker.namesrv(), "127.0.0.1:" + broker.port("broker"));
      assertThat(outcomes).hasSizeGreaterThan(100);
      assertThat(outcomes)
          .as("calls that end neither with a result nor with a refusal that says why")
          .filteredOn(outcome -> outcome.code() == PeerAdminWalk.FAILED || outcome.code() == 1)
          .isEmpty();
      seen = CompatibilityPage.of(outcomes, answers(broker));
    }
    if (Boolean.getBoolean("cometmq.update-docs")) {
      Files.writeString(PAGE, seen);
    }
    assertThat(Files.readString(PAGE))
        .as("run this test with -Dcometmq.update-docs=true and look at what changed")
        .isEqualTo(seen);
  }

  /** Every request without parameters: whoever knows it complains of them, or obeys. */
  private static List<CompatibilityPage.Answer> answers(BrokerProcess broker) throws IOException {
    List<CompatibilityPage.Answer> answers = new ArrayList<>();
    try (RawConnection toBroker = new RawConnection(broker.port("broker"));
        RawConnection toNamesrv = new RawConnection(broker.port("namesrv"))) {
      for (Map.Entry<Integer, String> code : codes().entrySet()) {
        RawConnection.Answer fromBroker = toBroker.call(code.getKey(), Map.of());
        RawConnection.Answer fromNamesrv = toNamesrv.call(code.getKey(), Map.of());
        answers.add(
            new CompatibilityPage.Answer(
                code.getKey(),
                code.getValue(),
                isServed(fromBroker),
                isServed(fromNamesrv),
                String.valueOf(fromBroker.remark())));
      }
    }
    return answers;
  }

  private static boolean isServed(RawConnection.Answer answer) {
    return answer.code() != ResponseCode.REQUEST_CODE_NOT_SUPPORTED;
  }

  /** Names by number: ours, which know all official ones and those between controllers. */
  private static SortedMap<Integer, String> codes() {
    SortedMap<Integer, String> ours = constants(RequestCode.class);
    assertThat(ours)
        .containsAllEntriesOf(constants(org.apache.rocketmq.remoting.protocol.RequestCode.class));
    return ours;
  }

  private static SortedMap<Integer, String> constants(Class<?> type) {
    SortedMap<Integer, String> names = new TreeMap<>();
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == int.class && Modifier.isPublic(field.getModifiers())) {
        try {
          names.put(field.getInt(null), field.getName());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return names;
  }
}
