package io.cometmq.web.session;

import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;

/** How many sockets and event streams each user has open. Safe for any thread. */
public interface UserSockets {
  /** Counts one more, unless there are as many as may be; whether it did. */
  boolean enterUser(String user);

  /** One less. */
  void leaveUser(String user);

  /** The most that one user may have open. */
  int mostPerUser();

  /**
   * Counts one more of the user of a token, if the token names one.
   *
   * @throws CometException when there are as many as may be
   */
  default void enter(Access access) {
    String user = access.user();
    if (user != null && !enterUser(user)) {
      throw new CometException(
          ErrorCode.TOO_MANY_SOCKETS,
          "the user "
              + user
              + " has "
              + mostPerUser()
              + " sockets open, which is the most (web.sockets-per-user); close one");
    }
  }

  /** One less of the user of a token, if the token names one. */
  default void leave(Access access) {
    String user = access.user();
    if (user != null) {
      leaveUser(user);
    }
  }
}
