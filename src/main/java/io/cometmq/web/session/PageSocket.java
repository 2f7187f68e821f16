package io.cometmq.web.session;

import io.cometmq.web.feed.Outlet;
import io.cometmq.web.group.GroupOutlet;
import io.cometmq.web.protocol.CloseCode;

/** The page's end of the wire, on its event loop. */
public interface PageSocket extends Outlet, GroupOutlet {
  @Override
  boolean isFull();

  /** Says why and closes; nothing more comes from it. */
  void close(CloseCode code);
}
