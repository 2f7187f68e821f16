package io.cometmq.web.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * The PEM files with the certificate of the HTTP side and its key. Immutable; reads the files
 * whenever it is asked, so it must not be asked on an event loop.
 */
public record TlsFiles(Path certificate, Path key) {
  private static final String[] KEY_TYPES = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

  /**
   * Reads both, and makes sure that they can be used together.
   *
   * @throws IllegalArgumentException when they can't; names the setting, the file and what is wrong
   */
  public PemKeyCertOptions read(Vertx vertx) {
    Buffer certificates = content("web.tls.certificate", certificate);
    Buffer privateKey = content("web.tls.key", key);
    PemKeyCertOptions options =
        new PemKeyCertOptions().setCertValue(certificates).setKeyValue(privateKey);
    try {
      KeyPair pair = pair(options.getKeyManagerFactory(vertx).getKeyManagers());
      if (!fit(pair)) {
        throw unusable(
            "the key is not that of the certificate; name the pair that belongs together");
      }
      return options;
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Exception e) {
      throw unusable(
          e.getMessage()
              + "; allowed are PEM files: an X.509 certificate, and an unencrypted private key"
              + " (PKCS #8, or PKCS #1 for RSA)");
    }
  }

  private IllegalArgumentException unusable(String why) {
    return new IllegalArgumentException(
        "web.tls.certificate ("
            + certificate
            + ") and web.tls.key ("
            + key
            + ") cannot be used: "
            + why);
  }

  private static Buffer content(String name, Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name + " names " + file + ", which cannot be read: " + e, e);
    }
  }

  private static KeyPair pair(KeyManager[] managers) throws GeneralSecurityException {
    for (KeyManager each : managers) {
      if (each instanceof X509KeyManager manager) {
        for (String type : KEY_TYPES) {
          String[] names = manager.getServerAliases(type, null);
          if (names != null && names.length > 0) {
            return new KeyPair(
                manager.getCertificateChain(names[0])[0].getPublicKey(),
                manager.getPrivateKey(names[0]));
          }
        }
      }
    }
    throw new GeneralSecurityException("no key of a kind that TLS uses was found");
  }

  private static boolean fit(KeyPair pair) throws GeneralSecurityException {
    byte[] text = {1, 2, 3};
    String algorithm =
        switch (pair.getPublic().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> pair.getPublic().getAlgorithm();
        };
    return verifies(pair.getPublic(), algorithm, text, sign(pair.getPrivate(), algorithm, text));
  }

  private static byte[] sign(PrivateKey key, String algorithm, byte[] text)
      throws GeneralSecurityException {
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    return signing.sign();
  }

  private static boolean verifies(PublicKey key, String algorithm, byte[] text, byte[] signature)
      throws GeneralSecurityException {
    Signature checking = Signature.getInstance(algorithm);
    checking.initVerify(key);
    checking.update(text);
    return checking.verify(signature);
  }

  /**
   * What changes when a file is replaced.
   *
   * @throws IllegalArgumentException when a file cannot be looked at
   */
  long stamp() {
    try {
      return Arrays.hashCode(
          new long[] {
            Files.getLastModifiedTime(certificate).toMillis(), Files.size(certificate),
            Files.getLastModifiedTime(key).toMillis(), Files.size(key)
          });
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be looked at: " + e, e);
    }
  }
}
