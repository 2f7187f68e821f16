package io.cometmq.testkit;

import io.cometmq.store.file.DiskSpace;
import io.cometmq.store.file.FileMapping;
import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.file.WritableFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that knows what a power loss may take away: pages that were not forced,
 * and entries of directories that were not. Used by one thread.
 */
public final class SimulatedFiles implements StoreFiles {
  private static final int PAGE = 4096;

  private boolean loaded = true;
  private final SimulatedFile top;
  private final String bootId;
  private final int boots;
  private boolean locked;
  private boolean down;
  private int calls;
  private int crashAt = -1;

  /** An empty disk with one directory, which is there for good. */
  public SimulatedFiles(Path root) {
    this(SimulatedFile.directory(), 0);
    createDirectories(root);
    top.forceEntries();
    calls = 0;
  }

  private SimulatedFiles(SimulatedFile top, int boots) {
    this.top = top;
    this.boots = boots;
    this.bootId = "boot-" + boots;
  }

  /** Whether the kernel says from now on that all pages are in memory. */
  public void pagesAreLoaded(boolean yes) {
    loaded = yes;
  }

  /** Goes down when so many more calls have changed something or forced it. */
  public void crashAfter(int moreCalls) {
    crashAt = calls + moreCalls;
  }

  /** Calls that have changed or forced something. */
  public int calls() {
    return calls;
  }

  /** The kernel writes some pages back when it likes. */
  public void writeSomeBack(Random random) {
    top.writeSomeBack(random);
  }

  /** What is left when the process is killed now. */
  public SimulatedFiles kill() {
    return new SimulatedFiles(top.afterKill(new HashMap<>()), boots);
  }

  /** What is left when the machine goes down now. */
  public SimulatedFiles powerLoss(Random random) {
    return new SimulatedFiles(top.afterPowerLoss(random, new HashMap<>()), boots + 1);
  }

  private @Nullable SimulatedFile find(Path path) {
    SimulatedFile file = top;
    for (Path name : path) {
      file = file == null ? null : file.children.get(name.toString());
    }
    return file;
  }

  /** The directory that a path is in. */
  private SimulatedFile parent(Path path) {
    Path parent = path.getParent();
    SimulatedFile directory = parent == null ? top : find(parent);
    if (directory == null || !directory.isDirectory) {
      throw new StoreException("no directory for " + path);
    }
    return directory;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void step(String call) {
    if (down || calls == crashAt) {
      down = true;
      throw new SimulatedCrash(call);
    }
    calls++;
  }

  private SimulatedFile get(Path path) {
    SimulatedFile file = find(path);
    if (file == null || file.isDirectory) {
      throw new StoreException(path + " is no file");
    }
    return file;
  }

  @Override
  public List<String> list(Path directory) {
    SimulatedFile found = find(directory);
    return found == null ? List.of() : List.copyOf(found.children.keySet());
  }

  @Override
  public boolean exists(Path path) {
    return find(path) != null;
  }

  @Override
  public long size(Path file) {
    return get(file).size;
  }

  @Override
  public void create(Path file, long size) {
    if (!exists(file)) {
      step("create " + file);
      parent(file).children.put(name(file), SimulatedFile.file((int) size));
    }
  }

  @Override
  public FileMapping map(Path path, long offset, int length) {
    if (down) {
      throw new SimulatedCrash("map " + path);
    }
    return new Mapping(path, get(path), (int) offset, length);
  }

  @Override
  public WritableFile open(Path path) {
    SimulatedFile file = get(path);
    return new WritableFile() {
      @Override
      public void write(ByteBuffer source, long position) {
        int length = source.remaining();
        ByteBuffer target = file.view(position, length);
        try {
          step("write to " + path);
        } catch (SimulatedCrash e) {
          // a kill is noticed between two pages
          int pages = (int) ((position + length) / PAGE - position / PAGE);
          long end = pages == 0 ? position : (position / PAGE + 1 + calls % pages) * PAGE;
          target.put(source.slice(source.position(), (int) (end - position)));
          throw e;
        }
        target.put(source);
      }

      @Override
      public void close() {
        // nothing is kept open
      }
    };
  }

  @Override
  public int read(Path path, long position, ByteBuffer into) {
    SimulatedFile file = get(path);
    int length = (int) Math.max(0, Math.min(into.remaining(), file.size - position));
    if (length > 0) {
      into.put(file.memory, (int) position, length);
    }
    return length;
  }

  @Override
  public void reserve(Path path, long position, int length, FolioSize folio) {
    step("reserve " + path);
    ByteBuffer range = get(path).view(position, length);
    range.put(new byte[length]);
  }

  @Override
  public void write(Path path, byte[] content) {
    step("write " + path);
    SimulatedFile file = SimulatedFile.file(content.length);
    file.view(0, content.length).put(content);
    file.force(0, content.length);
    parent(path).children.put(name(path), file);
  }

  @Override
  public void force(Path path) {
    step("force " + path);
    SimulatedFile file = find(path);
    if (file != null) {
      file.force(0, file.memory.length);
    }
  }

  @Override
  public void forceDirectory(Path directory) {
    step("force directory " + directory);
    SimulatedFile found = find(directory);
    if (found == null) {
      throw new StoreException("no directory " + directory);
    }
    found.forceEntries();
  }

  @Override
  public void createDirectories(Path directory) {
    if (!exists(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        createDirectories(parent);
      }
      step("make directory " + directory);
      parent(directory).children.put(name(directory), SimulatedFile.directory());
    }
  }

  @Override
  public void rename(Path from, Path to) {
    SimulatedFile file = get(from);
    if (exists(to)) {
      throw new StoreException(to + " is there already");
    }
    step("rename " + from + " to " + to);
    parent(from).children.remove(name(from));
    parent(to).children.put(name(to), file);
  }

  @Override
  public void delete(Path path) {
    if (exists(path)) {
      for (String child : list(path)) {
        delete(path.resolve(child));
      }
      step("delete " + path);
      parent(path).children.remove(name(path));
    }
  }

  @Override
  public DiskSpace space(Path path) {
    return new DiskSpace(1 << 30, 1 << 29);
  }

  @Override
  public String bootId() {
    return bootId;
  }

  @Override
  public AutoCloseable lock(Path file) {
    if (locked) {
      throw new StoreException(file + " is locked");
    }
    locked = true;
    return () -> locked = false;
  }

  /** A range of a file; forces what it is told to force and no more than the pages around it. */
  private final class Mapping implements FileMapping {
    private final Path path;
    private final SimulatedFile file;
    private final int offset;
    private @Nullable ByteBuffer buffer;

    Mapping(Path path, SimulatedFile file, int offset, int length) {
      this.path = path;
      this.file = file;
      this.offset = offset;
      this.buffer = file.view(offset, length);
    }

    @Override
    public ByteBuffer buffer() {
      if (buffer == null) {
        throw new IllegalStateException(path + " was unmapped");
      }
      return buffer;
    }

    @Override
    public void force(int from, int length) {
      step("force a part of " + path);
      file.force(offset + from, length);
    }

    @Override
    public boolean isLoaded(int from, int length) {
      return loaded;
    }

    @Override
    public void unmap() {
      if (buffer == null) {
        throw new IllegalStateException(path + " was unmapped before");
      }
      buffer = null;
    }
  }
}
