package io.cometmq.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Bytes that the official release made, and what they are. Its text is its name. */
public record GoldenVector(String name, String description, String hex) {
  private static final String FOLDER = "/golden/vectors/";

  /** All vectors of a file, in its order. */
  public static List<GoldenVector> of(String file) {
    ObjectMapper json = new ObjectMapper();
    try (InputStream in = GoldenVector.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no vectors " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> read(json, line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The vectors of a file whose names begin so. */
  public static List<GoldenVector> of(String file, String prefix) {
    return of(file).stream().filter(vector -> vector.name().startsWith(prefix)).toList();
  }

  /** The only vector of this name. */
  public static GoldenVector named(String file, String name) {
    List<GoldenVector> found = of(file).stream().filter(it -> it.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " vectors are named " + name);
    }
    return found.get(0);
  }

  /** Every vector that is one whole frame. */
  public static List<GoldenVector> frames() {
    Predicate<GoldenVector> isFrame = vector -> !vector.name().startsWith("live_ha:");
    return Stream.concat(of("frames.jsonl").stream(), of("live.jsonl").stream().filter(isFrame))
        .toList();
  }

  private static GoldenVector read(ObjectMapper json, String line) {
    try {
      JsonNode node = json.readTree(line);
      return new GoldenVector(
          node.path("name").asText(), node.path("description").asText(), node.path("hex").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** The bytes as ASCII or UTF-8 text. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** A buffer over a copy of the bytes. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes());
  }

  @Override
  public String toString() {
    return name;
  }
}
