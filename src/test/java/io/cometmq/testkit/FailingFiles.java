package io.cometmq.testkit;

import io.cometmq.store.file.DiskFiles;
import io.cometmq.store.file.DiskSpace;
import io.cometmq.store.file.FileMapping;
import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The real file system, but for the calls that a test lets fail or wait. Safe for any thread. */
public final class FailingFiles implements StoreFiles {
  private final DiskFiles disk = new DiskFiles();
  private volatile boolean full;
  private volatile boolean broken;
  private volatile int usedPercent = -1;
  private volatile int usedAfterDelete = -1;
  private volatile Runnable beforeForce = () -> {};
  private volatile Consumer<Reservation> beforeReserve = room -> {};

  /** Room that is about to be made in a file. */
  public record Reservation(Path file, long from, int length, FolioSize folio) {
    /** Position after it. */
    public long end() {
      return from + length;
    }
  }

  /** Runs on the thread that is about to force mapped memory. */
  public void beforeForce(Runnable action) {
    beforeForce = action;
  }

  /** Told before room is made, on the thread that makes it; may throw a {@link StoreException}. */
  public void beforeReserve(Consumer<Reservation> action) {
    beforeReserve = action;
  }

  /** From now on, nothing can be reserved, and no file made. */
  public void full(boolean isFull) {
    full = isFull;
  }

  /** From now on, nothing can be forced or written. */
  public void broken(boolean isBroken) {
    broken = isBroken;
  }

  /** Pretends that the disk is this full; -1 for what is true. */
  public void usedPercent(int percent) {
    usedPercent = percent;
  }

  /** Pretends that the disk is this full once something is deleted. */
  public void freeOnDelete(int percent) {
    usedAfterDelete = percent;
  }

  private void write() {
    if (full) {
      throw new StoreException("writing failed", new IOException("No space left on device"));
    }
    force();
  }

  private void force() {
    if (broken) {
      throw new StoreException("forcing failed", new IOException("Input/output error"));
    }
  }

  @Override
  public List<String> list(Path directory) {
    return disk.list(directory);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public long size(Path file) {
    return disk.size(file);
  }

  @Override
  public void create(Path file, long size) {
    write();
    disk.create(file, size);
  }

  @Override
  public FileMapping map(Path file, long offset, int length) {
    FileMapping mapping = disk.map(file, offset, length);
    return new FileMapping() {
      @Override
      public ByteBuffer buffer() {
        return mapping.buffer();
      }

      @Override
      public void force(int from, int count) {
        beforeForce.run();
        FailingFiles.this.force();
        mapping.force(from, count);
      }

      @Override
      public boolean isLoaded(int from, int length) {
        return mapping.isLoaded(from, length);
      }

      @Override
      public void unmap() {
        mapping.unmap();
      }
    };
  }

  @Override
  public WritableFile open(Path file) {
    WritableFile opened = disk.open(file);
    return new WritableFile() {
      @Override
      public void write(ByteBuffer source, long position) {
        if (broken) {
          // as far as the disk got
          opened.write(source.slice(source.position(), source.remaining() / 2), position);
          opened.close();
        }
        // a full disk takes what goes to blocks that were reserved before
        FailingFiles.this.force();
        opened.write(source, position);
      }

      @Override
      public void close() {
        opened.close();
      }
    };
  }

  @Override
  public int read(Path file, long position, ByteBuffer into) {
    return disk.read(file, position, into);
  }

  @Override
  public void reserve(Path file, long position, int length, FolioSize folio) {
    beforeReserve.accept(new Reservation(file, position, length, folio));
    write();
    disk.reserve(file, position, length, folio);
  }

  @Override
  public void write(Path file, byte[] content) {
    write();
    disk.write(file, content);
  }

  @Override
  public void force(Path file) {
    force();
    disk.force(file);
  }

  @Override
  public void forceDirectory(Path directory) {
    force();
    disk.forceDirectory(directory);
  }

  @Override
  public void createDirectories(Path directory) {
    disk.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) {
    force();
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) {
    disk.delete(path);
    if (usedAfterDelete >= 0) {
      usedPercent = usedAfterDelete;
    }
  }

  @Override
  public DiskSpace space(Path path) {
    return usedPercent < 0 ? disk.space(path) : new DiskSpace(100, 100 - usedPercent);
  }

  @Override
  public String bootId() {
    return disk.bootId();
  }

  @Override
  public AutoCloseable lock(Path file) {
    return disk.lock(file);
  }
}
