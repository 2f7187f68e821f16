package io.cometmq.store.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real file system. Stateless. */
public final class DiskFiles implements StoreFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DiskFiles.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  // small enough to stay in the cache of a core; longer writes take it several times
  private static final int ZEROS_BYTES = 64 << 10;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ZEROS_BYTES).asReadOnlyBuffer();

  @Override
  public List<String> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new StoreException("listing " + directory + " failed", e);
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new StoreException("reading the size of " + file + " failed", e);
    }
  }

  @Override
  public void create(Path file, long size) {
    if (Files.exists(file)) {
      return;
    }
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(size);
    } catch (IOException e) {
      throw new StoreException("making " + file + " failed", e);
    }
  }

  @Override
  public FileMapping map(Path file, long offset, int length) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new DiskMapping(file, channel.map(FileChannel.MapMode.READ_WRITE, offset, length));
    } catch (IOException e) {
      throw new StoreException("mapping " + file + " failed", e);
    }
  }

  @Override
  public WritableFile open(Path file) {
    try {
      return new DiskFile(file, FileChannel.open(file, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new StoreException("opening " + file + " failed", e);
    }
  }

  @Override
  public void reserve(Path file, long position, int length, FolioSize folio) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.position(position);
      long end = position + length;
      for (long at = position; at < end; at = channel.position()) {
        channel.write(zeros((int) Math.min(folio.toBoundary(at), end - at)));
      }
    } catch (IOException e) {
      throw new StoreException("reserving room in " + file + " failed", e);
    }
  }

  @Override
  public int read(Path file, long position, ByteBuffer into) {
    int start = into.position();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long at = position;
      while (into.hasRemaining()) {
        int read = channel.read(into, at);
        if (read < 0) {
          break;
        }
        at += read;
      }
      return into.position() - start;
    } catch (IOException e) {
      throw new StoreException("reading " + file + " failed", e);
    }
  }

  @Override
  public void write(Path file, byte[] content) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(channel, ByteBuffer.wrap(content), 0);
      channel.force(true);
    } catch (IOException e) {
      throw new StoreException("writing " + file + " failed", e);
    }
  }

  @Override
  public void force(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
    } catch (NoSuchFileException e) {
      // deleted in the meantime: there is nothing left that could be lost
      return;
    } catch (IOException e) {
      throw new StoreException("forcing " + file + " to disk failed", e);
    }
  }

  @Override
  public void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new StoreException("forcing directory " + directory + " to disk failed", e);
    }
  }

  @Override
  public void createDirectories(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException("making directory " + directory + " failed", e);
    }
  }

  @Override
  public void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StoreException("renaming " + from + " to " + to + " failed", e);
    }
  }

  @Override
  public void delete(Path path) {
    try {
      if (Files.isDirectory(path)) {
        for (String entry : list(path)) {
          delete(path.resolve(entry));
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new StoreException("deleting " + path + " failed", e);
    }
  }

  @Override
  public DiskSpace space(Path path) {
    try {
      FileStore store = Files.getFileStore(path);
      return new DiskSpace(store.getTotalSpace(), store.getUsableSpace());
    } catch (IOException e) {
      throw new StoreException("asking for the room on the disk of " + path + " failed", e);
    }
  }

  @Override
  public String bootId() {
    try {
      return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
    } catch (IOException e) {
      throw new StoreException("reading " + BOOT_ID + " failed", e);
    }
  }

  @Override
  public AutoCloseable lock(Path file) {
    return StoreLock.take(file);
  }

  /** For one call of the system, because each makes folios of its own. */
  private static ByteBuffer[] zeros(int length) {
    ByteBuffer[] parts = new ByteBuffer[(length + ZEROS_BYTES - 1) / ZEROS_BYTES];
    Arrays.setAll(
        parts, i -> ZEROS.duplicate().limit(Math.min(ZEROS_BYTES, length - i * ZEROS_BYTES)));
    return parts;
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** An open file of the operating system. */
  private record DiskFile(Path file, FileChannel channel) implements WritableFile {
    @Override
    public void write(ByteBuffer source, long position) {
      try {
        writeAll(channel, source, position);
      } catch (IOException e) {
        throw new StoreException("writing to " + file + " failed", e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.warn("closing {} failed", file, e);
      }
    }
  }

  /** A file mapped by the operating system. */
  private record DiskMapping(Path file, MappedByteBuffer mapped) implements FileMapping {
    @Override
    public ByteBuffer buffer() {
      return mapped;
    }

    @Override
    public void force(int from, int length) {
      try {
        mapped.force(from, length);
      } catch (UncheckedIOException e) {
        throw new StoreException("forcing " + file + " to disk failed", e);
      }
    }

    @Override
    public boolean isLoaded(int from, int length) {
      return mapped.slice(from, length).isLoaded();
    }

    @Override
    public void unmap() {
      Unmapper.unmap(mapped);
    }
  }
}
