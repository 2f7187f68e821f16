package io.cometmq.broker.connection.handler;

import io.cometmq.bus.RecordAppends;
import io.cometmq.protocol.RequestCode;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.store.read.TagSearch;
import java.util.function.IntSupplier;

/** Makes the handlers of one event loop and enters them into its router. Stateless. */
public final class BrokerHandlers {
  private BrokerHandlers() {}

  /** Installs all handlers; the result counts sends that are on their way through storage. */
  public static IntSupplier install(LoopScope scope, BrokerParts parts) {
    AppendGate gate = new AppendGate(scope.vertx(), parts.storage(), scope.turn());
    sends(scope, parts, gate);
    FilterCache filters = new FilterCache();
    pulls(scope, parts, filters);
    pops(scope, parts, filters);
    OffsetSearch search = new OffsetSearch(parts.store().commitLog());
    AdminParts admin =
        new AdminParts(
            scope.identity(),
            parts.store(),
            parts.topics(),
            parts.rules(),
            parts.groups(),
            parts.dispatch(),
            parts.registration(),
            search,
            parts.stats(),
            parts.rates(),
            parts.coldReads(),
            parts.clock());
    RemoteClients clients = new RemoteClients();
    new GroupHandlers(
            scope.vertx(),
            parts.dispatch(),
            parts.registration(),
            parts.topics(),
            parts.groups(),
            clients,
            parts.clock())
        .install(scope.router());
    new QueueLockHandlers(parts.dispatch(), clients, parts.clock()).install(scope.router());
    new OffsetHandlers(
            parts.dispatch(), parts.topics(), parts.store().queues(), search, parts.coldReads())
        .install(scope.router());
    new ViewHandlers(
            parts.store().commitLog(),
            parts.store().index(),
            new TagSearch(parts.store().commitLog(), parts.store().queues()),
            parts.coldReads())
        .install(scope.router());
    new TopicHandlers(admin).install(scope.router());
    new SubscriptionGroupHandlers(admin).install(scope.router());
    new ConsumptionHandlers(admin).install(scope.router());
    new RuntimeInfoHandler(
            admin, parts.operator(), parts.storage(), parts.startedMs(), parts.version())
        .install(scope.router());
    OperatorHandlers.install(scope, admin, parts.operator());
    RecordAppends appends =
        new RecordAppends(scope.vertx(), parts.storage(), parts.store().queues(), scope.loop());
    new ReplyHandler(scope, parts, appends).install(scope.router());
    new SendBackHandler(scope, parts, appends).install(scope.router());
    new RecallHandler(scope, parts, appends).install(scope.router());
    new EndTransactionHandler(scope.loop(), parts.transactions(), parts.store().health())
        .install(scope.router());
    new ResumeCheckHandler(parts.transactions(), parts.store().health()).install(scope.router());
    return gate::inFlight;
  }

  private static void sends(LoopScope scope, BrokerParts parts, AppendGate gate) {
    SendMessageHandler handler =
        new SendMessageHandler(
            scope,
            new SendAdmission(parts.topics(), parts.registration(), parts.maxMessageBytes()),
            new RetryRules(parts.groups(), parts.groupState().locks(), parts.clock()),
            new MessageEncoder(
                scope.loop(),
                scope.turn(),
                scope.identity(),
                parts.store().queues(),
                parts.detours(),
                parts.clock()),
            gate,
            parts.store().health(),
            parts.stats());
    scope.router().onFrames(RequestCode.SEND_MESSAGE, handler);
    scope.router().onFrames(RequestCode.SEND_MESSAGE_V2, handler);
    scope.router().onFrames(RequestCode.SEND_BATCH_MESSAGE, handler);
  }

  private static void pops(LoopScope scope, BrokerParts parts, FilterCache filters) {
    PopGate gate = new PopGate(scope.vertx(), scope.loop(), parts.pop(), scope.turn());
    PopAdmission admission =
        new PopAdmission(parts.topics(), parts.groups(), parts.store().queues(), filters);
    PopResponder responder =
        new PopResponder(scope.identity().name(), parts.stats(), parts.store().health());
    scope
        .router()
        .onFrames(
            RequestCode.POP_MESSAGE,
            new PopMessageHandler(scope, admission, gate, responder, parts.registration()));
    AckMessageHandler acks = new AckMessageHandler(scope, admission, gate, parts.store().health());
    scope.router().onFrames(RequestCode.ACK_MESSAGE, acks);
    new PopHandlers(scope, admission, gate, acks, parts.store().health()).install(scope.router());
    new AssignmentHandlers(parts).install(scope.router());
  }

  private static void pulls(LoopScope scope, BrokerParts parts, FilterCache filters) {
    PullMessageHandler handler =
        new PullMessageHandler(
            scope,
            new PullAdmission(
                parts.topics(),
                parts.groups(),
                parts.groupState().consumers(),
                parts.store().queues(),
                filters),
            parts.store().reader(),
            parts.groupState().offsets(),
            parts.dispatch(),
            new PullResponder(parts.stats()),
            parts.coldReads(),
            parts.clock());
    scope.router().onFrames(RequestCode.PULL_MESSAGE, handler);
    scope.router().onFrames(RequestCode.LITE_PULL_MESSAGE, handler);
  }
}
