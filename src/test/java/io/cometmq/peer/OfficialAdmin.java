package io.cometmq.peer;

import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.apache.rocketmq.tools.command.MQAdminStartup;
import org.jspecify.annotations.Nullable;

/** Thread-safe: commands print to the one standard output, so one runs at a time in the process. */
final class OfficialAdmin implements PeerAdmin {
  private static final String NAMESRV = "rocketmq.namesrv.addr";

  private final String namesrv;
  private @Nullable DefaultMQAdminExt client;

  OfficialAdmin(String namesrv) {
    this.namesrv = namesrv;
  }

  @Override
  public String run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("-n") && !all.contains("help")) {
      all.add("-n");
      all.add(namesrv);
    }
    return OfficialCalls.call(() -> printed(all.toArray(String[]::new)));
  }

  @Override
  public PeerMessage viewMessage(String topic, String messageId) {
    return OfficialCalls.call(() -> OfficialTypes.message(client().viewMessage(topic, messageId)));
  }

  @Override
  public List<PeerMessage> queryByKey(String topic, String key, int max) {
    return OfficialCalls.call(
        () ->
            OfficialTypes.messages(
                client()
                    .queryMessage(topic, key, max, 0, System.currentTimeMillis() + 60_000)
                    .getMessageList()));
  }

  @Override
  public boolean resumeCheckHalfMessage(String topic, String messageId) {
    return OfficialCalls.call(() -> client().resumeCheckHalfMessage(topic, messageId));
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdown();
      client = null;
    }
  }

  private synchronized DefaultMQAdminExt client() throws Exception {
    if (client == null) {
      DefaultMQAdminExt started = OfficialCalls.configured(new DefaultMQAdminExt(), namesrv, "");
      OfficialCalls.start(started::start, started::shutdown);
      client = started;
    }
    return client;
  }

  private static String printed(String[] arguments) {
    synchronized (CONSOLE) {
      PrintStream out = System.out;
      PrintStream err = System.err;
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
      System.setOut(both);
      System.setErr(both);
      try {
        MQAdminStartup.main0(arguments, null);
      } finally {
        System.setOut(out);
        System.setErr(err);
        System.clearProperty(NAMESRV);
      }
      return printed.toString(StandardCharsets.UTF_8);
    }
  }
}
