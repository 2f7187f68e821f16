package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * A number that a store keeps for its life, made at its first start: offsets of a store with
 * another number mean nothing here. Stateless.
 */
public final class StoreIdFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FIELD = "storeId";
  private static final int HEX = 16;

  private StoreIdFile() {}

  /**
   * Reads the number, or makes and saves one; may block.
   *
   * @throws IOException when it can be neither read nor saved
   */
  public static long loadOrCreate(Path file) throws IOException {
    Long known = AtomicStateFile.read(file, StoreIdFile::decode);
    if (known != null) {
      return known;
    }
    long made = new SecureRandom().nextLong();
    ObjectNode json = MAPPER.createObjectNode().put(FIELD, Long.toHexString(made));
    AtomicStateFile.write(file, MAPPER.writeValueAsBytes(json));
    return made;
  }

  private static Long decode(byte[] content) throws IOException {
    JsonNode json = MAPPER.readTree(content);
    try {
      return Long.parseUnsignedLong(json.path(FIELD).asText(), HEX);
    } catch (NumberFormatException e) {
      throw new IOException(FIELD + " is no hexadecimal number of 64 bits", e);
    }
  }
}
