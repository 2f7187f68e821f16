package io.cometmq.tool.cli;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.Credentials;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which servers a command talks to, and as whom. A mixin; filled by picocli. */
public final class ConnectionOptions {
  private static final String DEFAULT_NAMESRV = "127.0.0.1:9876";

  @Option(
      names = {"-n", "--namesrv"},
      paramLabel = "HOST:PORT",
      description =
          "NameServer, or several with commas between them. Otherwise the environment variable"
              + " COMETMQ_NAMESRV says it, or it is "
              + DEFAULT_NAMESRV
              + ".")
  private @Nullable String namesrv;

  @Option(
      names = "--access-key",
      paramLabel = "KEY",
      description = "Account; otherwise COMETMQ_ACCESS_KEY.")
  private @Nullable String accessKey;

  @Option(
      names = "--secret-key",
      paramLabel = "KEY",
      description = "Its secret; better in COMETMQ_SECRET_KEY, where nobody sees it.")
  private @Nullable String secretKey;

  @Option(names = "--tls", description = "Encrypt connections, trusting what Java trusts.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Encrypt connections, trusting these certificates (PEM) only.")
  private @Nullable Path tlsCa;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "For one connection or request: 500ms, 3s. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ofSeconds(3);

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Namespace of topics and groups; otherwise COMETMQ_NAMESPACE.")
  private @Nullable String namespace;

  private final ToolContext context;

  /** Creates them, to be filled. */
  public ConnectionOptions(ToolContext context) {
    this.context = context;
  }

  /**
   * A client for these servers, and more of its kind if needed. It connects when there is something
   * to do.
   */
  public ClientSession open() {
    return ClientSession.open(options(), 1);
  }

  /**
   * The same with clients on several event loops.
   *
   * @param loops how many
   */
  public ClientSession open(int loops) {
    return ClientSession.open(options(), loops);
  }

  /** For one connection or request. */
  public Duration timeout() {
    return timeout;
  }

  /**
   * What the client is told.
   *
   * @throws ToolException when options do not fit together
   */
  ClientOptions options() {
    String servers = value(namesrv, "COMETMQ_NAMESRV");
    String[] addresses =
        Arrays.stream((servers == null ? DEFAULT_NAMESRV : servers).split("[,;]", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toArray(String[]::new);
    ClientOptions options = ClientOptions.of(addresses).withTimeouts(timeout, timeout);
    String name = value(namespace, "COMETMQ_NAMESPACE");
    if (name != null) {
      options = options.withNamespace(name);
    }
    ClientSSLOptions encryption = encryption();
    if (encryption != null) {
      options = options.withTls(encryption);
    }
    Credentials account = account();
    return account == null ? options : options.withCredentials(account);
  }

  private @Nullable Credentials account() {
    String access = value(accessKey, "COMETMQ_ACCESS_KEY");
    String secret = value(secretKey, "COMETMQ_SECRET_KEY");
    if (access == null && secret == null) {
      return null;
    }
    if (access == null || secret == null) {
      throw new ToolException(
          "an account has an access key and a secret key, but only the "
              + (access == null ? "secret" : "access")
              + " key is given; give both, by --access-key and --secret-key or by"
              + " COMETMQ_ACCESS_KEY and COMETMQ_SECRET_KEY");
    }
    return Credentials.of(access, secret);
  }

  private @Nullable ClientSSLOptions encryption() {
    if (tlsCa == null) {
      return tls ? new ClientSSLOptions() : null;
    }
    if (!Files.isReadable(tlsCa)) {
      throw new ToolException("cannot read " + tlsCa + "; --tls-ca names a file of certificates");
    }
    return new ClientSSLOptions()
        .setTrustOptions(new PemTrustOptions().addCertPath(tlsCa.toString()));
  }

  private @Nullable String value(@Nullable String option, String variable) {
    String value = option == null ? context.environment().get(variable) : option;
    return value == null || value.isBlank() ? null : value;
  }
}
