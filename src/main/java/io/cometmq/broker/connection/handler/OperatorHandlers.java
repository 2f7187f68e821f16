package io.cometmq.broker.connection.handler;

import io.cometmq.net.RequestRouter;

/** Makes the handlers for operators and enters them into a router. Stateless. */
final class OperatorHandlers {
  private OperatorHandlers() {}

  static void install(LoopScope scope, AdminParts admin, OperatorParts parts) {
    RequestRouter router = scope.router();
    new ConsumeStatsHandlers(admin).install(router);
    new ResetOffsetHandler(admin, parts.settings()).install(router);
    new GroupOffsetHandlers(admin).install(router);
    new QueueInspectionHandlers(admin).install(router);
    new ClientInspectionHandlers(admin).install(router);
    new StatsHandlers(admin, parts.history()).install(router);
    new BrokerConfigHandlers(admin, parts.settings()).install(router);
    // the same worker as the store's own upkeep, so that the two never meet
    new MaintenanceHandlers(
            admin, parts.delays(), scope.vertx().createSharedWorkerExecutor("comet-upkeep", 1))
        .install(router);
  }
}
