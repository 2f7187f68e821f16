package io.cometmq.peer.api;

import java.util.List;

/** Calls every method of the newest official administration interface, once each. */
public interface PeerAdminWalk {
  /**
   * What became of a call. Immutable.
   *
   * @param method its name and the types of its parameters, without packages
   * @param code {@link #WORKS}, the response code of a refusal, or {@link #FAILED}
   * @param text why it was refused, or how it failed; empty when it works
   */
  record Outcome(String method, int code, String text) {}

  /** The code of a call that did what it should. */
  int WORKS = 0;

  /** The code of a call that ended in any way but a refusal by the server. */
  int FAILED = -1;

  /**
   * Calls them all.
   *
   * @param broker {@code host:port} of the only broker, which is {@code broker-a}
   * @return in the order of the methods' names
   * @throws IllegalStateException when there is a method that the walk has no arguments for
   */
  List<Outcome> walk(String namesrv, String broker);
}
