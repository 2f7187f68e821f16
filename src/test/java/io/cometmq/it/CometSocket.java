package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cometmq.testkit.BrokerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A page without a browser: the JDK's WebSocket, speaking comet.v1. Owned by one test. */
final class CometSocket implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final WebSocket socket;
  private final Queue<JsonNode> received = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private int lastId;

  /** While it is false nothing more is read from the socket. */
  private volatile boolean reading = true;

  private CometSocket(HttpClient http, URI address, String... headers) {
    WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("comet.v1");
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket = builder.buildAsync(address, new Listener()).join();
  }

  /** Opens a socket that says nothing yet; headers as name, value, name, value. */
  static CometSocket open(BrokerProcess broker, String... headers) {
    return new CometSocket(HTTP, address("ws", broker), headers);
  }

  /** Opens an encrypted one with a client that trusts the broker. */
  static CometSocket openEncrypted(BrokerProcess broker, HttpClient http) {
    return new CometSocket(http, address("wss", broker));
  }

  private static URI address(String scheme, BrokerProcess broker) {
    return URI.create(scheme + "://127.0.0.1:" + broker.port("web") + "/ws");
  }

  /** Opens one and connects. */
  static CometSocket connect(BrokerProcess broker) {
    CometSocket opened = open(broker);
    assertThat(opened.ask("'connect':{'client':'it'}").has("connect")).isTrue();
    return opened;
  }

  /** Sends a frame; for readability single quotes stand for double ones. */
  void send(String frame) {
    socket.sendText(frame.replace('\'', '"'), true).join();
  }

  void sendBinary(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** Sends one command, without its braces, and waits for its answer. */
  JsonNode ask(String command) {
    int id = ++lastId;
    send("{'id':" + id + "," + command + "}");
    await().atMost(LIMIT).pollInterval(POLL).until(() -> answer(id) != null);
    return Objects.requireNonNull(answer(id));
  }

  private @Nullable JsonNode answer(int id) {
    return received.stream().filter(json -> json.path("id").asInt() == id).findFirst().orElse(null);
  }

  /** Subscribes and returns the body of the answer. */
  JsonNode subscribe(int sub, String topic, String more) {
    JsonNode answer = ask("'subscribe':{'sub':" + sub + ",'topic':'" + topic + "'" + more + "}");
    assertThat(answer.path("subscribe").path("sub").asInt()).as(answer.toString()).isEqualTo(sub);
    return answer.path("subscribe");
  }

  /** Reads no more from the socket than the frame under way. */
  void stopReading() {
    reading = false;
  }

  void readOn() {
    reading = true;
    socket.request(1);
  }

  /** The code of the error that answers a command. */
  String refusal(String command) {
    return ask(command).path("error").path("code").asText();
  }

  List<JsonNode> pushes(String kind, int sub) {
    return received.stream()
        .map(json -> json.path(kind))
        .filter(json -> json.path("sub").asInt(-1) == sub)
        .toList();
  }

  List<JsonNode> messages(int sub) {
    return pushes("message", sub);
  }

  List<String> bodies(int sub) {
    return messages(sub).stream().map(json -> json.path("body").asText()).toList();
  }

  List<String> awaitBodies(int sub, int count) {
    await().atMost(LIMIT).pollInterval(POLL).until(() -> messages(sub).size() >= count);
    return bodies(sub);
  }

  String lastCursor(int sub) {
    List<JsonNode> messages = messages(sub);
    return messages.get(messages.size() - 1).path("cursor").asText();
  }

  Queue<JsonNode> received() {
    return received;
  }

  boolean isClosed() {
    return closed.isDone();
  }

  /** Waits until the broker has closed it. */
  int closeCode() {
    return closed.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        for (String line : partial.toString().lines().toList()) {
          received.add(parse(line));
        }
        partial.setLength(0);
      }
      if (reading) {
        from.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(-1);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + line, e);
    }
  }
}
