package io.cometmq.bus;

/** Names of the event-bus addresses. Each is served by exactly one verticle of this process. */
final class BusAddress {
  static final String STORAGE_BELL = "comet.storage.bell";
  static final String DISPATCH_BELL = "comet.dispatch.bell";
  static final String DISPATCH_ASK = "comet.dispatch.ask";
  static final String DELAY_BELL = "comet.delay.bell";
  static final String POP_BELL = "comet.pop.bell";
  static final String TRANSACTION_BELL = "comet.transaction.bell";
  static final String TRANSACTION_ASK = "comet.transaction.ask";
  static final String REGISTRATION_ASK = "comet.registration.ask";

  private BusAddress() {}

  /** Address of the event loop that serves connections under this number. */
  static String loop(int loop) {
    return "comet.loop." + loop;
  }
}
