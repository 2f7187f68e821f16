package io.cometmq.web.group;

/** Where the messages of a group subscription go. Used on one event loop. */
public interface GroupOutlet {
  /** Whether so much waits to be sent that nothing more may be taken. */
  boolean isFull();

  /** Sends one JSON object. */
  void send(String json);
}
