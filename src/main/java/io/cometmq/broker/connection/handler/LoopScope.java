package io.cometmq.broker.connection.handler;

import io.cometmq.model.BrokerIdentity;
import io.cometmq.net.LoopTurn;
import io.cometmq.net.RequestRouter;
import io.vertx.core.Vertx;

/**
 * What all handlers of one event loop share.
 *
 * @param loop the loop's number, see {@link io.cometmq.bus.LoopProxy}
 */
public record LoopScope(
    Vertx vertx, int loop, LoopTurn turn, RequestRouter router, BrokerIdentity identity) {}
