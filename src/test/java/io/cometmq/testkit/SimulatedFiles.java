package io.cometmq.testkit;

import io.cometmq.store.file.DiskSpace;
import io.cometmq.store.file.FileMapping;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.StoreFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A file system in memory that remembers what has been forced, and can lose the rest. Used by one
 * thread.
 *
 * <p>{@link #afterPowerLoss} gives what a disk may hold after the machine went down: each page that
 * was changed and not forced is old, new, or torn at a sector, and each directory entry that was
 * not forced is there or not. {@link #afterKill} gives what a killed process leaves: everything.
 */
public final class SimulatedFiles implements StoreFiles {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  /** Thrown by the call at which the simulated machine stops. */
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("the simulated machine stopped", null, false, false);
    }
  }

  private static final class Content {
    final byte[] live;
    final byte[] durable;

    Content(int size) {
      live = new byte[size];
      durable = new byte[size];
    }

    void force(int from, int length) {
      int start = from / PAGE * PAGE;
      int end = Math.min(live.length, (from + length + PAGE - 1) / PAGE * PAGE);
      System.arraycopy(live, start, durable, start, end - start);
    }
  }

  private final SortedMap<Path, Content> files = new TreeMap<>();
  private final SortedMap<Path, Content> durableFiles = new TreeMap<>();
  private final NavigableSet<Path> directories = new TreeSet<>();
  private final NavigableSet<Path> durableDirectories = new TreeSet<>();
  private final List<String> trace = new ArrayList<>();
  private final String bootId;
  private int stopAfter = Integer.MAX_VALUE;

  /** Creates an empty file system of a machine that was started under this name. */
  public SimulatedFiles(String bootId) {
    this.bootId = bootId;
  }

  /** Makes the call after this many others throw {@link Stopped} instead of doing its work. */
  public void stopAfter(int calls) {
    stopAfter = calls;
  }

  /** What was asked of it, in order. */
  public List<String> trace() {
    return trace;
  }

  private void step(String what) {
    trace.add(what);
    if (stopAfter-- <= 0) {
      throw new Stopped();
    }
  }

  /** The files as a killed process leaves them. */
  public SimulatedFiles afterKill() {
    SimulatedFiles next = new SimulatedFiles(bootId);
    next.directories.addAll(directories);
    next.durableDirectories.addAll(durableDirectories);
    files.forEach(
        (path, content) -> {
          Content copy = new Content(content.live.length);
          System.arraycopy(content.live, 0, copy.live, 0, copy.live.length);
          System.arraycopy(content.durable, 0, copy.durable, 0, copy.durable.length);
          next.files.put(path, copy);
          if (durableFiles.get(path) == content) {
            next.durableFiles.put(path, copy);
          }
        });
    return next;
  }

  /** The files as a power loss may leave them. */
  public SimulatedFiles afterPowerLoss(Random random, String nextBootId) {
    SimulatedFiles next = new SimulatedFiles(nextBootId);
    for (Path directory : directories) {
      boolean parentThere =
          directory.getParent() == null
              || !directories.contains(directory.getParent())
              || next.directories.contains(directory.getParent());
      if (parentThere && (durableDirectories.contains(directory) || random.nextBoolean())) {
        next.directories.add(directory);
      }
    }
    NavigableSet<Path> all = new TreeSet<>(files.keySet());
    all.addAll(durableFiles.keySet());
    for (Path path : all) {
      Content live = files.get(path);
      Content durable = durableFiles.get(path);
      Content survivor = live == durable || random.nextBoolean() ? live : durable;
      if (survivor != null && next.directories.contains(path.getParent())) {
        next.files.put(path, survivor(survivor, random));
      }
    }
    next.durableFiles.putAll(next.files);
    next.durableDirectories.addAll(next.directories);
    return next;
  }

  private static Content survivor(Content before, Random random) {
    Content after = new Content(before.live.length);
    for (int at = 0; at < before.live.length; at += PAGE) {
      int length = Math.min(PAGE, before.live.length - at);
      int fromLive = length;
      if (!Arrays.equals(before.live, at, at + length, before.durable, at, at + length)) {
        int fate = random.nextInt(3);
        fromLive = fate == 0 ? 0 : fate == 1 ? length : random.nextInt(PAGE / SECTOR) * SECTOR;
        fromLive = Math.min(fromLive, length);
      }
      System.arraycopy(before.live, at, after.live, at, fromLive);
      System.arraycopy(before.durable, at + fromLive, after.live, at + fromLive, length - fromLive);
    }
    System.arraycopy(after.live, 0, after.durable, 0, after.live.length);
    return after;
  }

  private Content content(Path file) {
    Content content = files.get(file);
    if (content == null) {
      throw new StoreException("there is no file " + file);
    }
    return content;
  }

  @Override
  public List<String> list(Path directory) {
    NavigableSet<String> names = new TreeSet<>();
    Stream.concat(files.keySet().stream(), directories.stream())
        .filter(path -> directory.equals(path.getParent()))
        .forEach(path -> names.add(String.valueOf(path.getFileName())));
    return List.copyOf(names);
  }

  @Override
  public boolean exists(Path path) {
    return files.containsKey(path) || directories.contains(path);
  }

  @Override
  public long size(Path file) {
    return content(file).live.length;
  }

  @Override
  public void create(Path file, long size) {
    step("create " + file);
    if (!directories.contains(file.getParent())) {
      throw new StoreException("there is no directory for " + file);
    }
    files.computeIfAbsent(file, path -> new Content((int) size));
  }

  @Override
  public FileMapping map(Path file, long offset, int length) {
    Content content = content(file);
    if (offset % PAGE != 0 || offset + length > content.live.length) {
      throw new StoreException(file + " can't be mapped from " + offset + " for " + length);
    }
    return new Mapping(content, (int) offset, length);
  }

  @Override
  public int read(Path file, long position, ByteBuffer into) {
    byte[] live = content(file).live;
    int length = (int) Math.max(0, Math.min(into.remaining(), live.length - position));
    into.put(live, (int) position, length);
    return length;
  }

  @Override
  public void reserve(Path file, long position, int length) {
    step("reserve " + file + " " + position);
    Content content = content(file);
    Arrays.fill(content.live, (int) position, (int) position + length, (byte) 0);
  }

  @Override
  public void write(Path file, byte[] bytes) {
    step("write " + file);
    Content content = new Content(bytes.length);
    System.arraycopy(bytes, 0, content.live, 0, bytes.length);
    content.force(0, bytes.length);
    files.put(file, content);
  }

  @Override
  public void force(Path file) {
    step("force " + file);
    Content content = files.get(file);
    if (content != null) {
      content.force(0, content.live.length);
    }
  }

  @Override
  public void forceDirectory(Path directory) {
    step("force directory " + directory);
    durableFiles.keySet().removeIf(path -> isGone(path, directory));
    files.forEach(
        (path, content) -> {
          if (directory.equals(path.getParent())) {
            durableFiles.put(path, content);
          }
        });
    durableDirectories.removeIf(
        path -> directory.equals(path.getParent()) && !directories.contains(path));
    directories.stream()
        .filter(path -> directory.equals(path.getParent()))
        .forEach(durableDirectories::add);
  }

  private boolean isGone(Path path, Path directory) {
    return directory.equals(path.getParent()) && !files.containsKey(path);
  }

  @Override
  public void createDirectories(Path directory) {
    step("create directories " + directory);
    for (Path path = directory; path != null; path = path.getParent()) {
      directories.add(path);
      if (path.getNameCount() <= 1) {
        // the root of the store was there before
        durableDirectories.add(path);
      }
    }
  }

  @Override
  public void delete(Path path) {
    step("delete " + path);
    files.keySet().removeIf(file -> file.startsWith(path));
    directories.removeIf(directory -> directory.startsWith(path));
  }

  @Override
  public DiskSpace space(Path path) {
    return new DiskSpace(100, 50);
  }

  @Override
  public String bootId() {
    return bootId;
  }

  @Override
  public AutoCloseable lock(Path file) {
    return () -> step("unlock " + file);
  }

  private final class Mapping implements FileMapping {
    private final Content content;
    private final int offset;
    private final ByteBuffer buffer;

    Mapping(Content content, int offset, int length) {
      this.content = content;
      this.offset = offset;
      this.buffer = ByteBuffer.wrap(content.live, offset, length).slice();
    }

    @Override
    public ByteBuffer buffer() {
      return buffer;
    }

    @Override
    public void force(int from, int length) {
      step("force " + length);
      content.force(offset + from, length);
    }

    @Override
    public void unmap() {
      // the memory belongs to the garbage collector
    }
  }
}
