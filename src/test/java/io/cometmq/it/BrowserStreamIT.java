package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.web.feed.Cursor;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SSE twin, and the files that pages load. */
final class BrowserStreamIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int MOST_CLIENT_BYTES = 6 * 1024;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory, "web.topics=open-*", "web.ping-interval=1s");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldStreamAndResume() throws Exception {
    String topic = Wire.topic(broker, "open-stream", 2);
    send(topic, "a", 0, 10);
    String last;
    try (Stream first = Stream.open("?topic=" + topic + "&from=earliest")) {
      await().until(() -> first.data().size() == 10);
      assertThat(first.data().get(0)).startsWith("{\"cursor\":\"").endsWith("}");
      assertThat(first.lines).anyMatch(line -> line.startsWith("retry: "));
      await().until(() -> first.lines.contains(": alive"));
      last = first.lastId();
    }
    send(topic, "b", 10, 15);
    try (Stream second = Stream.open("?topic=" + topic + "&from=earliest", "Last-Event-ID", last)) {
      await().until(() -> second.data().size() == 5);
      assertThat(second.data()).allMatch(data -> data.contains("\"tag\":\"b\""));
    }
    try (Stream filtered = Stream.open("?topic=" + topic + "&from=earliest&tag=b")) {
      await().until(() -> filtered.data().size() == 5);
    }
    try (Stream filtered = Stream.open("?topic=" + topic + "&from=earliest&sql=number%3D3")) {
      await().until(() -> filtered.data().size() == 1);
    }
  }

  @Test
  void shouldSayThatItCouldNotRecover() throws Exception {
    String topic = Wire.topic(broker, "open-lost", 1);
    String foreign = new Cursor(1, "broker-a", 0, new long[] {2}).text();
    try (Stream stream = Stream.open("?topic=" + topic, "Last-Event-ID", foreign)) {
      await().until(() -> stream.lines.contains("event: recovered"));
      assertThat(stream.lines).contains("data: {\"recovered\":false,\"reason\":\"new-store\"}");
    }
  }

  @Test
  void shouldRefuseWithStatusAndReason() throws Exception {
    assertRefused("/sse?topic=closed", 403, "FORBIDDEN");
    assertRefused("/sse", 400, "BAD_REQUEST");
    assertRefused("/sse?topic=open-x&from=yesterday", 400, "BAD_REQUEST");
    assertRefused("/sse?topic=open-x&cursor=nonsense", 400, "BAD_CURSOR");
    assertRefused("/sse?topic=open-x&sql=a%20%3D", 400, "BAD_FILTER");
    HttpRequest foreign =
        HttpRequest.newBuilder(uri("/sse?topic=open-x"))
            .header("Origin", "https://foe.example")
            .build();
    assertThat(HTTP.send(foreign, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
  }

  /** The client in Python that the guide shows; it goes on where it was when it was ended. */
  @Test
  void shouldRunTheFollowerOfTheGuide(@TempDir Path directory) throws Exception {
    Path python = Path.of("/usr/bin/python3");
    Assumptions.assumeTrue(Files.isExecutable(python), "there is no python3 here");
    String guide = Files.readString(Path.of("docs", "browsers.md"));
    int start = guide.indexOf("```python\n") + "```python\n".length();
    Files.writeString(
        directory.resolve("follow.py"), guide.substring(start, guide.indexOf("```", start)));
    String topic = Wire.topic(broker, "open-followed", 1);
    for (int run = 0; run < 2; run++) {
      Path said = directory.resolve("said-" + run);
      ProcessBuilder follower = new ProcessBuilder(python.toString(), "follow.py", topic);
      follower.environment().put("PORT", Integer.toString(broker.port("web")));
      Process process =
          follower
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        int from = 100 * run;
        // more than one window, so that credit has to come back
        send(topic, "t", from, from + 100);
        await().until(() -> Files.readAllLines(said).size() >= 100);
        assertThat(Files.readAllLines(said).get(0)).isEqualTo(from + " message " + from);
        assertThat(Files.readAllLines(said)).hasSize(100);
        Path kept = directory.resolve(topic + ".cursor");
        await().until(() -> lag(topic, Files.readString(kept)) == 0);
      } finally {
        process.destroyForcibly().onExit().join();
      }
    }
  }

  private static long lag(String topic, String cursor) {
    if (cursor.isEmpty()) {
      return -1;
    }
    try (CometSocket page = CometSocket.connect(broker)) {
      return page.subscribe(1, topic, ",'from':{'cursor':'" + cursor + "'}").path("lag").asLong();
    }
  }

  @Test
  void shouldServeTheClientInLessThanSixKilobytes() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/client/comet.js")).header("Accept-Encoding", "gzip").build();
    HttpResponse<byte[]> packed = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(packed.headers().firstValue("content-type").orElse(""))
        .startsWith("text/javascript");
    assertThat(packed.body()).hasSizeLessThan(MOST_CLIENT_BYTES);
    HttpResponse<String> plain = Metrics.get(broker, "/client/comet.js");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
    }
    assertThat(Metrics.get(broker, "/client/comet.d.ts").body())
        .contains("export function connect");
    String etag = plain.headers().firstValue("etag").orElseThrow();
    HttpRequest again =
        HttpRequest.newBuilder(uri("/client/comet.js")).header("If-None-Match", etag).build();
    assertThat(HTTP.send(again, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(304);
  }

  @Test
  void shouldServeTheLivePage() throws Exception {
    HttpResponse<String> page = Metrics.get(broker, "/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy")).contains("default-src 'self'");
    for (String part : List.of("/live/live.js", "/live/live.css")) {
      assertThat(page.body()).contains(part);
      assertThat(Metrics.get(broker, part).statusCode()).isEqualTo(200);
    }
  }

  private static void assertRefused(String path, int status, String code) throws Exception {
    HttpResponse<String> answer = Metrics.get(broker, path);
    assertThat(answer.statusCode()).as(path).isEqualTo(status);
    assertThat(answer.body()).as(path).contains("\"code\":\"" + code + "\"");
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + broker.port("web") + path);
  }

  private static void send(String topic, String tag, int from, int to) {
    for (int i = from; i < to; i++) {
      clients
          .producer(Client.V5)
          .send(
              PeerMessage.of(topic, tag, "message " + i)
                  .withProperty("number", Integer.toString(i)));
    }
  }

  /** An event stream, line by line. */
  private static final class Stream implements AutoCloseable {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final InputStream in;

    private Stream(InputStream in) {
      this.in = in;
    }

    static Stream open(String query, String... headers) throws Exception {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri("/sse" + query));
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      HttpResponse<InputStream> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
      Stream stream = new Stream(answer.body());
      CompletableFuture.runAsync(stream::read);
      return stream;
    }

    private void read() {
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      reader.lines().forEach(lines::add);
    }

    List<String> data() {
      return lines.stream()
          .filter(line -> line.startsWith("data: "))
          .map(line -> line.substring("data: ".length()))
          .toList();
    }

    String lastId() {
      return lines.stream()
          .filter(line -> line.startsWith("id: "))
          .reduce("", (before, line) -> line.substring("id: ".length()));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
