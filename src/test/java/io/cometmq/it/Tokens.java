package io.cometmq.it;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens as a login service would. Stateless. */
final class Tokens {
  static final String SECRET = "known to the login service and to the broker";

  private static final String ALGORITHM = "HmacSHA256";

  private Tokens() {}

  /** A token that ends after some seconds; the topics may be read and written. */
  static String of(String user, long seconds, String... topics) {
    String list =
        Arrays.stream(topics).map(topic -> '"' + topic + '"').collect(Collectors.joining(","));
    return sign(
        "{\"sub\":\"%s\",\"exp\":%d,\"subscribe\":[%s],\"publish\":[%s]}"
            .formatted(user, System.currentTimeMillis() / 1_000 + seconds, list, list),
        SECRET);
  }

  static String sign(String claims, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      String text = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
      byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
