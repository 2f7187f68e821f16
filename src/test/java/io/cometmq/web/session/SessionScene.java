package io.cometmq.web.session;

import io.cometmq.util.Clock;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.Gate;
import io.cometmq.web.protocol.Limits;
import io.cometmq.web.protocol.RefusalCounts;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A session around which everything is played by a test, which owns it. */
final class SessionScene {
  final FakePage page = new FakePage();
  final FakeFeeds feeds = new FakeFeeds();
  final FakeGroups groups = new FakeGroups();
  final FakeUsers users = new FakeUsers(1);
  final RefusalCounts refusals = new RefusalCounts();
  final List<Command.Publish> published = new ArrayList<>();
  final List<Requester.Outcome> asked = new ArrayList<>();
  final Session session;

  SessionScene(Gate gate, Clock clock) {
    session =
        new Session(
            "s-1",
            new InetSocketAddress("127.0.0.1", 4711),
            null,
            page,
            new SessionParts(
                "broker-a",
                new Limits(1_000, 2, 3, 256, 5_000, 25_000),
                gate,
                users,
                refusals,
                feeds,
                (message, from, outcome) -> {
                  published.add(message);
                  outcome.done(new Publisher.Published("ID", 3, 1042), null);
                },
                groups,
                (request, from, outcome) -> asked.add(outcome),
                clock));
  }

  /** The page sends a frame; for readability single quotes stand for double ones. */
  void say(String frame) {
    session.frame(frame.replace('\'', '"'));
  }
}
