package io.cometmq.it;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** One scrape of {@code /metrics}. Immutable. */
record Metrics(String text) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static HttpResponse<String> get(BrokerProcess broker, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + broker.port("web") + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  static Metrics of(BrokerProcess broker) throws IOException, InterruptedException {
    return new Metrics(get(broker, "/metrics").body());
  }

  /** Sum of all series of this name, or of the one whose labels are part of the argument. */
  double value(String nameOrSeries) {
    return text.lines()
        .filter(line -> line.startsWith(nameOrSeries))
        .filter(line -> "{ ".indexOf(line.charAt(nameOrSeries.length())) >= 0)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  boolean has(String name) {
    return text.lines()
        .anyMatch(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
  }
}
