package io.cometmq.web.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.GroupRights;
import io.cometmq.web.protocol.TopicRights;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens open, and what they open. */
final class JwtGateTest {
  private static final String SECRET =
      "a secret of more than 64 bytes, which is long enough for every HS";
  private static final TopicRights OPEN =
      new TopicRights(List.of(new TopicRights.Rule("open*", true, true)));

  private static final GroupRights GROUPS = new GroupRights(List.of("open*"), null);

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private JwtGate shared(String algorithm) {
    return new JwtGate(
        vertx, new JwtKeys(SECRET, null, null, algorithm, null, List.of(), 0), OPEN, GROUPS);
  }

  private JwtGate keys(@Nullable Path pem, @Nullable Path jwks, String algorithm) {
    return new JwtGate(
        vertx, new JwtKeys(null, pem, jwks, algorithm, null, List.of(), 0), OPEN, GROUPS);
  }

  private static JsonObject claims(long seconds) {
    return new JsonObject()
        .put("sub", "ann")
        .put("exp", System.currentTimeMillis() / 1_000 + seconds)
        .put("subscribe", new JsonArray().add("open-1").add("inbox-ann"))
        .put("publish", new JsonArray().add("open-2"));
  }

  private String sign(String algorithm, String key, JsonObject claims) {
    return JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(key)))
        .generateToken(claims, new JWTOptions().setAlgorithm(algorithm));
  }

  private static void refused(JwtGate gate, @Nullable String token, String why) {
    assertThatThrownBy(() -> gate.admit(token))
        .isInstanceOfSatisfying(
            CometException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_TOKEN))
        .hasMessageContaining(why)
        .hasMessageNotContaining("eyJ");
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    return generator.generateKeyPair();
  }

  private static String pem(String kind, Key key) {
    return "-----BEGIN "
        + kind
        + " KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END "
        + kind
        + " KEY-----\n";
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void shouldAllowWhatTheTokenSays(String algorithm) {
    Access access = shared(algorithm).admit(sign(algorithm, SECRET, claims(100)));
    assertThat(access.user()).isEqualTo("ann");
    assertThat(access.secondsLeft(System.currentTimeMillis())).isBetween(90L, 100L);
    access.rights().checkSubscribe("open-1");
    access.rights().checkPublish("open-2");
    assertThatThrownBy(() -> access.rights().checkPublish("open-1"))
        .hasMessageContaining("is not among the topics in the token's claim publish");
    // web.topics counts as well
    assertThatThrownBy(() -> access.rights().checkSubscribe("inbox-ann"))
        .hasMessageContaining("the setting web.topics lists those that are");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS384", "RS512"})
  void shouldTakeKeysOfOthers(String algorithm) throws Exception {
    KeyPair pair = rsa();
    JwtGate gate = keys(file("key.pem", pem("PUBLIC", pair.getPublic())), null, algorithm);
    String token = sign(algorithm, pem("PRIVATE", pair.getPrivate()), claims(100));
    assertThat(gate.admit(token).user()).isEqualTo("ann");
    refused(gate, sign(algorithm, pem("PRIVATE", rsa().getPrivate()), claims(100)), "token: ");
  }

  @Test
  void shouldTakeEllipticCurves() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    JwtGate gate = keys(file("key.pem", pem("PUBLIC", pair.getPublic())), null, "ES256");
    String token = sign("ES256", pem("PRIVATE", pair.getPrivate()), claims(100));
    assertThat(gate.admit(token).user()).isEqualTo("ann");
  }

  private static String keySet(KeyPair... pairs) {
    JsonArray keys = new JsonArray();
    for (KeyPair pair : pairs) {
      RSAPublicKey key = (RSAPublicKey) pair.getPublic();
      keys.add(
          new JsonObject()
              .put("kty", "RSA")
              .put("alg", "RS256")
              .put("use", "sig")
              .put("n", number(key.getModulus()))
              .put("e", number(key.getPublicExponent())));
    }
    return new JsonObject().put("keys", keys).encode();
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  @Test
  void shouldReadAKeySetAgainWhenItChanges() throws Exception {
    KeyPair first = rsa();
    KeyPair second = rsa();
    Path file = file("jwks.json", keySet(first));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    JwtGate gate = keys(null, file, "HS256");
    String byFirst = sign("RS256", pem("PRIVATE", first.getPrivate()), claims(100));
    String bySecond = sign("RS256", pem("PRIVATE", second.getPrivate()), claims(100));
    assertThat(gate.admit(byFirst).user()).isEqualTo("ann");
    refused(gate, bySecond, "token: ");
    assertThat(gate.look()).isFalse();

    file("jwks.json", "{broken");
    Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_000));
    assertThat(gate.look()).isFalse();
    assertThat(gate.admit(byFirst).user()).isEqualTo("ann");

    file("jwks.json", keySet(second));
    Files.setLastModifiedTime(file, FileTime.fromMillis(3_000_000));
    assertThat(gate.look()).isTrue();
    assertThat(gate.admit(bySecond).user()).isEqualTo("ann");
    refused(gate, byFirst, "token: ");
  }

  @Test
  void shouldRefuseTokensThatOpenNothing() throws Exception {
    JwtGate gate = shared("HS256");
    refused(gate, null, "there is none");
    refused(gate, "", "there is none");
    refused(gate, "rubbish", "token: ");
    refused(gate, "a.b.c", "token: ");
    refused(gate, sign("HS256", SECRET, claims(-1)), "token expired");
    refused(
        gate, sign("HS256", "another secret that nobody knows, of enough bytes", claims(9)), "");
    JsonObject endless = claims(1);
    endless.remove("exp");
    refused(gate, sign("HS256", SECRET, endless), "exp is missing");
    JsonObject nobody = claims(100);
    nobody.remove("sub");
    refused(gate, sign("HS256", SECRET, nobody), "sub is missing");
    refused(
        gate, sign("HS256", SECRET, claims(100).put("subscribe", 7)), "subscribe must be a list");
    refused(
        gate,
        sign("HS256", SECRET, claims(100).put("publish", new JsonArray().add(7))),
        "publish must be a list");
  }

  /** The oldest tricks: no signature at all, and a public key that is taken for a secret. */
  @Test
  void shouldNotBeTricked() throws Exception {
    String head = "{\"alg\":\"none\",\"typ\":\"JWT\"}";
    String unsigned = text(head) + "." + text(claims(100).encode()) + ".";
    refused(shared("HS256"), unsigned, "token: ");
    KeyPair pair = rsa();
    String pem = pem("PUBLIC", pair.getPublic());
    JwtGate gate = keys(file("key.pem", pem), null, "RS256");
    refused(gate, unsigned, "token: ");
    refused(gate, sign("HS256", pem, claims(100)), "token: ");
  }

  private static String text(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldHoldIssuerAndAudienceAgainstTheSettings() {
    JwtGate gate =
        new JwtGate(
            vertx,
            new JwtKeys(SECRET, null, null, "HS256", "https://login", List.of("shop", "desk"), 0),
            OPEN,
            GROUPS);
    JsonObject right =
        claims(100).put("iss", "https://login").put("aud", new JsonArray().add("desk"));
    assertThat(gate.admit(sign("HS256", SECRET, right)).user()).isEqualTo("ann");
    refused(gate, sign("HS256", SECRET, right.copy().put("iss", "https://other")), "issuer");
    refused(
        gate, sign("HS256", SECRET, right.copy().put("aud", new JsonArray().add("x"))), "audience");
    refused(gate, sign("HS256", SECRET, claims(100)), "");
  }

  @Test
  void shouldForgiveClocksALittle() {
    JwtGate gate =
        new JwtGate(
            vertx, new JwtKeys(SECRET, null, null, "HS256", null, List.of(), 30), OPEN, GROUPS);
    assertThat(gate.admit(sign("HS256", SECRET, claims(-10))).user()).isEqualTo("ann");
    refused(gate, sign("HS256", SECRET, claims(-60)), "token expired");
  }

  @Test
  void shouldNameTheFileThatHasNoKey() throws Exception {
    Path missing = directory.resolve("missing.pem");
    assertThatThrownBy(() -> keys(missing, null, "RS256"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing.pem cannot be read");
    Path rubbish = file("rubbish", "rubbish");
    assertThatThrownBy(() -> keys(null, rubbish, "RS256"))
        .hasMessageContaining("web.jwt.jwks")
        .hasMessageContaining("rubbish is no JSON Web Key Set");
    assertThatThrownBy(() -> keys(null, file("empty", "{}"), "RS256"))
        .hasMessageContaining("empty has no keys");
    assertThatThrownBy(() -> keys(rubbish, null, "RS256"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("web.jwt");
  }
}
