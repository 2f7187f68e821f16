package io.cometmq.nameserver.route;

/**
 * What a registration led to. Immutable.
 *
 * @param accepted false when the broker must register again with all of its topics
 * @param masterAddr for a slave: where the master is, empty when there is none
 * @param haServerAddr for a slave: where to copy from
 */
public record RegistrationResult(boolean accepted, String masterAddr, String haServerAddr) {
  static final RegistrationResult REFUSED = new RegistrationResult(false, "", "");
  static final RegistrationResult DONE = new RegistrationResult(true, "", "");
}
