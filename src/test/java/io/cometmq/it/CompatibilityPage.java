package io.cometmq.it;

import io.cometmq.peer.api.PeerAdminWalk;
import io.cometmq.protocol.NotSupported;
import java.util.List;

/** Writes {@code docs/compatibility.md}. Stateless. */
final class CompatibilityPage {
  private static final String BECAUSE = " not supported because ";

  private static final String BROADCAST =
      """

      ## Offsets of broadcast consumers

      The official client keeps them in a file of its own and names its place with each pull; CometMQ serves that place and stores nothing
      (`BroadcastIT`). RocketMQ 5 also notes such places in the broker, and looks at them only where a client comes through a proxy or changes
      between that and the broker itself. CometMQ does not: a pull is served where it asks, and one below the first message is sent there (code 21).

      """;

  /**
   * What was answered to a request without parameters.
   *
   * @param text what the broker said
   */
  record Answer(int code, String name, boolean byBroker, boolean byNamesrv, String text) {
    String state() {
      if (byBroker || byNamesrv) {
        return "done";
      }
      return text.contains(NotSupported.PLANNED) ? "planned" : "refused";
    }

    String note() {
      if (byBroker && byNamesrv) {
        return "broker and NameServer";
      }
      return byBroker ? "broker" : byNamesrv ? "NameServer" : reason(text);
    }
  }

  private CompatibilityPage() {}

  static String of(List<PeerAdminWalk.Outcome> outcomes, List<Answer> answers) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Compatibility

        What CometMQ does of what RocketMQ 5.5.0 can be asked for. This page is generated: `CompatibilityIT` starts a
        NameServer and a broker, calls every method of the official `MQAdminExt` and sends every request code, and fails
        when this page does not say what it saw. `mvn verify -Dit.test=CompatibilityIT -Dcometmq.update-docs=true` writes
        it anew. The reasons stand in `protocol.NotSupported`; servers answer with them.

        """);
    long works = outcomes.stream().filter(outcome -> outcome.code() == 0).count();
    page.append("## Methods of `DefaultMQAdminExt`\n\n")
        .append(works)
        .append(" of ")
        .append(outcomes.size())
        .append(" work; the others are refused with a response code and a text.\n\n")
        .append("| method | outcome | why |\n| --- | --- | --- |\n");
    for (PeerAdminWalk.Outcome outcome : outcomes) {
      row(page, '`' + outcome.method() + '`', state(outcome), reason(outcome.text()));
    }
    page.append(BROADCAST).append("## Request codes\n\n");
    for (String state : List.of("done", "planned", "refused")) {
      page.append(state)
          .append(": ")
          .append(answers.stream().filter(answer -> answer.state().equals(state)).count())
          .append(state.equals("refused") ? ".\n\n" : ", ");
    }
    page.append("| code | name | state | by whom, or why not |\n| --- | --- | --- | --- |\n");
    for (Answer answer : answers) {
      row(page, Integer.toString(answer.code()), answer.name(), answer.state(), answer.note());
    }
    return page.toString();
  }

  private static String state(PeerAdminWalk.Outcome outcome) {
    if (outcome.code() == PeerAdminWalk.WORKS) {
      return "works";
    }
    return (outcome.text().contains(NotSupported.PLANNED) ? "planned, " : "refused, ")
        + "code "
        + outcome.code();
  }

  private static String reason(String text) {
    int start = text.indexOf(BECAUSE);
    return start < 0 ? text : text.substring(start + BECAUSE.length());
  }

  private static void row(StringBuilder page, String... cells) {
    for (String cell : cells) {
      page.append("| ").append(cell.replace("|", "\\|").replace("\n", " ")).append(' ');
    }
    page.append("|\n");
  }
}
