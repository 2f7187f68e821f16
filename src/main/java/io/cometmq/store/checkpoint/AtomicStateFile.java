package io.cometmq.store.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a small file so that either the old or the new content is there after any crash, and
 * keeps the one before it as {@code .bak}. Stateless.
 */
public final class AtomicStateFile {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicStateFile.class);

  /** Turns a file's content into a value. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Fails when the content makes no sense. */
    T read(byte[] content) throws IOException;
  }

  private AtomicStateFile() {}

  /**
   * Writes the content to a temporary file, forces it, and renames it.
   *
   * @throws IOException when the new content may not be there; the old one is then
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(directory);
    Path next = beside(file, ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (Files.exists(file)) {
      Files.copy(file, beside(file, ".bak"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Reads the file, or the one before it when this one is missing, empty or makes no sense.
   *
   * @return null when there is neither
   * @throws IOException when there is a file and none can be read
   */
  public static <T> @Nullable T read(Path file, Reader<T> reader) throws IOException {
    IOException problem = null;
    for (Path candidate : List.of(file, beside(file, ".bak"))) {
      if (Files.exists(candidate) && Files.size(candidate) > 0) {
        try {
          T value = reader.read(Files.readAllBytes(candidate));
          if (problem != null) {
            LOG.warn("{} can't be read, going on with {}", file, candidate, problem);
          }
          return value;
        } catch (IOException e) {
          problem = problem == null ? e : problem;
        }
      }
    }
    if (problem != null) {
      throw new IOException(
          file + " can't be read, and there is no older copy; mend it or move it away", problem);
    }
    return null;
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
