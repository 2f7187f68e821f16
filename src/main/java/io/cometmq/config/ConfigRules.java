package io.cometmq.config;

import io.cometmq.util.ByteSize;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The checks that concern more than one key; run once, after every key is good by itself. */
final class ConfigRules {
  /** What a stored message needs beside its body: fields, topic, properties, end of the file. */
  private static final int RECORD_OVERHEAD_BYTES = 34 * 1024;

  private static final int PAGE_BYTES = 4096;

  private final ConfigValues values;
  private final List<ConfigProblem> problems;

  private ConfigRules(ConfigValues values, List<ConfigProblem> problems) {
    this.values = values;
    this.problems = problems;
  }

  static void check(ConfigValues values, List<ConfigProblem> problems) {
    ConfigRules rules = new ConfigRules(values, problems);
    rules.checkNameserver();
    rules.checkSizes();
    rules.checkPorts();
    rules.checkTls();
    rules.checkTokens();
  }

  private void checkNameserver() {
    List<Role> roles = values.get(ConfigKeys.ROLES);
    if (!roles.contains(Role.NAMESRV) && values.get(ConfigKeys.BROKER_NAMESRV).isEmpty()) {
      report(
          ConfigKeys.ROLES,
          "roles leaves out namesrv, so broker.namesrv must name at least one NameServer");
    }
  }

  private void checkSizes() {
    int segment = values.get(ConfigKeys.STORE_SEGMENT_SIZE);
    int message = values.get(ConfigKeys.MESSAGE_MAX_SIZE);
    if (segment % PAGE_BYTES != 0) {
      report(ConfigKeys.STORE_SEGMENT_SIZE, "store.segment-size must be a multiple of 4KiB");
    }
    long needed = (long) message + RECORD_OVERHEAD_BYTES;
    if (segment < needed) {
      report(
          ConfigKeys.STORE_SEGMENT_SIZE,
          "store.segment-size must hold one message of message.max-size, so allowed is at least "
              + ByteSize.format(needed));
    }
    if (values.get(ConfigKeys.NET_MAX_FRAME) < needed) {
      report(
          ConfigKeys.NET_MAX_FRAME,
          "net.max-frame must hold one message of message.max-size, so allowed is at least "
              + ByteSize.format(needed));
    }
  }

  private void checkTls() {
    checkTogether(ConfigKeys.WEB_TLS_CERTIFICATE, ConfigKeys.WEB_TLS_KEY);
    checkTogether(ConfigKeys.WEB_TLS_KEY, ConfigKeys.WEB_TLS_CERTIFICATE);
  }

  private void checkTogether(ConfigKey<String> given, ConfigKey<String> missing) {
    if (!values.get(given).isEmpty() && values.get(missing).isEmpty()) {
      report(
          given,
          given.name()
              + " is given and "
              + missing.name()
              + " is not; allowed are both, or neither for plain HTTP");
    }
  }

  private void checkTokens() {
    String algorithm = values.get(ConfigKeys.WEB_JWT_ALGORITHM);
    String secret = values.get(ConfigKeys.WEB_JWT_SECRET);
    boolean shared = algorithm.startsWith("HS");
    if (!secret.isEmpty() && !shared) {
      report(
          ConfigKeys.WEB_JWT_ALGORITHM,
          "web.jwt.algorithm is "
              + algorithm
              + ", which web.jwt.secret cannot be used for; allowed is HS256, HS384 or HS512, or"
              + " give web.jwt.public-key instead of the secret");
    }
    if (!values.get(ConfigKeys.WEB_JWT_PUBLIC_KEY).isEmpty() && shared) {
      report(
          ConfigKeys.WEB_JWT_ALGORITHM,
          "web.jwt.algorithm is "
              + algorithm
              + ", which web.jwt.public-key cannot be used for; allowed is one that begins with RS,"
              + " PS or ES");
    }
    int bits = Integer.parseInt(algorithm.substring(2));
    if (!secret.isEmpty() && shared && 8 * secret.getBytes(StandardCharsets.UTF_8).length < bits) {
      report(
          ConfigKeys.WEB_JWT_SECRET,
          "web.jwt.secret is too short for "
              + algorithm
              + ", so it could be guessed; it must have at least "
              + bits / 8
              + " bytes");
    }
    if (!values.get(ConfigKeys.WEB_JWT_COOKIE).isEmpty()
        && values.get(ConfigKeys.WEB_ORIGINS).contains("*")) {
      report(
          ConfigKeys.WEB_JWT_COOKIE,
          "web.jwt.cookie needs web.origins to name the origins: with * any page could use the"
              + " cookies of those who look at it");
    }
  }

  private void checkPorts() {
    List<Role> roles = values.get(ConfigKeys.ROLES);
    if (roles.contains(Role.NAMESRV) && roles.contains(Role.BROKER)) {
      checkApart(
          ConfigKeys.BROKER_HOST,
          ConfigKeys.BROKER_PORT,
          ConfigKeys.NAMESRV_HOST,
          ConfigKeys.NAMESRV_PORT);
    }
    if (roles.contains(Role.NAMESRV)) {
      checkApart(
          ConfigKeys.WEB_HOST,
          ConfigKeys.WEB_PORT,
          ConfigKeys.NAMESRV_HOST,
          ConfigKeys.NAMESRV_PORT);
    }
    if (roles.contains(Role.BROKER)) {
      checkApart(
          ConfigKeys.WEB_HOST, ConfigKeys.WEB_PORT, ConfigKeys.BROKER_HOST, ConfigKeys.BROKER_PORT);
    }
  }

  private void checkApart(
      ConfigKey<String> host,
      ConfigKey<Integer> port,
      ConfigKey<String> otherHost,
      ConfigKey<Integer> otherPort) {
    int number = values.get(port);
    if (number == 0 || number != values.get(otherPort)) {
      return;
    }
    String hostText = values.get(host);
    String otherText = values.get(otherHost);
    if (hostText.equals(otherText) || isWildcard(hostText) || isWildcard(otherText)) {
      report(port, port.name() + " and " + otherPort.name() + " must differ; both are " + number);
    }
  }

  private static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  private void report(ConfigKey<?> key, String text) {
    problems.add(new ConfigProblem(values.source(key), text));
  }
}
