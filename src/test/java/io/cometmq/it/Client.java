package io.cometmq.it;

import io.cometmq.peer.api.Peer;
import io.cometmq.testkit.PeerLoader;

/** The official clients that every behaviour is shown with. */
enum Client {
  V4,
  V5;

  Peer peer() {
    return this == V4 ? PeerLoader.v4() : PeerLoader.v5();
  }

  /** A name that the other client's run of the same test does not have. */
  String own(String name) {
    return name + "-" + this;
  }
}
