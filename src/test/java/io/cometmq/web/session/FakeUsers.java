package io.cometmq.web.session;

import java.util.HashMap;
import java.util.Map;

/** Counts the sockets of users, on one thread. Owned by one test. */
final class FakeUsers implements UserSockets {
  private final Map<String, Integer> open = new HashMap<>();
  private final int most;

  FakeUsers(int most) {
    this.most = most;
  }

  @Override
  public boolean enterUser(String user) {
    if (open(user) >= most) {
      return false;
    }
    open.merge(user, 1, Integer::sum);
    return true;
  }

  @Override
  public void leaveUser(String user) {
    open.merge(user, -1, Integer::sum);
  }

  @Override
  public int mostPerUser() {
    return most;
  }

  int open(String user) {
    return open.getOrDefault(user, 0);
  }
}
