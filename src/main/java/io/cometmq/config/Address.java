package io.cometmq.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host and a TCP port. Immutable. */
public record Address(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^\\s:/\\[\\],;]+))(?::(\\d{1,5}))?");
  private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*(?::[0-9A-Fa-f.]*){2,}");

  /**
   * Reads {@code host}, {@code host:port}, {@code v6}, {@code [v6]} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static Address parse(String text, int portIfNone) {
    if (BARE_IPV6.matcher(text.strip()).matches()) {
      return new Address(text.strip(), portIfNone);
    }
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException("not an address: " + text);
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    int port = form.group(3) == null ? portIfNone : Integer.parseInt(form.group(3));
    if (port > 65535 || (form.group(3) != null && port == 0)) {
      throw new IllegalArgumentException("not a port: " + text);
    }
    return new Address(host, port);
  }

  /** {@code host:port}, with brackets around an IPv6 host. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
