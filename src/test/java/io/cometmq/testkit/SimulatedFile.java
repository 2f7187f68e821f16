package io.cometmq.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file or a directory: what programs see of it, and what the disk has. Mappings are views of
 * {@link #memory}, so that everybody sees everything at once.
 */
final class SimulatedFile {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  final byte[] memory;
  final byte[] disk;
  int size;
  int sizeOnDisk;
  final boolean isDirectory;
  final TreeMap<String, SimulatedFile> children = new TreeMap<>();
  final TreeMap<String, SimulatedFile> childrenOnDisk = new TreeMap<>();

  private SimulatedFile(int capacity, boolean isDirectory) {
    this.memory = new byte[capacity];
    this.disk = new byte[capacity];
    this.isDirectory = isDirectory;
  }

  static SimulatedFile file(int size) {
    SimulatedFile file = new SimulatedFile(size, false);
    file.size = size;
    return file;
  }

  static SimulatedFile directory() {
    return new SimulatedFile(0, true);
  }

  ByteBuffer view(long from, int length) {
    size = Math.max(size, (int) from + length);
    return ByteBuffer.wrap(memory, (int) from, length).slice();
  }

  /** Brings the pages that hold a range to the disk. */
  void force(int from, int length) {
    int start = from / PAGE * PAGE;
    int end = Math.min(memory.length, (from + length + PAGE - 1) / PAGE * PAGE);
    System.arraycopy(memory, start, disk, start, end - start);
    sizeOnDisk = size;
  }

  /** Makes the names in a directory last, and the sizes of what they name. */
  void forceEntries() {
    childrenOnDisk.clear();
    childrenOnDisk.putAll(children);
    children.values().forEach(child -> child.sizeOnDisk = child.size);
  }

  /** The kernel writes some pages back when it likes. */
  void writeSomeBack(Random random) {
    children.values().forEach(child -> child.writeSomeBack(random));
    for (int page = 0; page < memory.length; page += PAGE) {
      if (random.nextInt(8) == 0) {
        int end = Math.min(memory.length, page + PAGE);
        System.arraycopy(memory, page, disk, page, end - page);
      }
    }
  }

  /**
   * The same file after the machine went down. Entries of directories come and go one by one, so a
   * file that was renamed may be left with both names, or with none: worse than real file systems.
   */
  SimulatedFile afterPowerLoss(Random random, Map<SimulatedFile, SimulatedFile> copies) {
    SimulatedFile known = copies.get(this);
    if (known != null) {
      return known;
    }
    SimulatedFile after = new SimulatedFile(memory.length, isDirectory);
    copies.put(this, after);
    for (int page = 0; page < memory.length; page += PAGE) {
      int end = Math.min(memory.length, page + PAGE);
      System.arraycopy(disk, page, after.memory, page, end - page);
      if (!Arrays.equals(memory, page, end, disk, page, end)) {
        tear(after, page, end, random);
      }
    }
    after.size = random.nextBoolean() ? size : sizeOnDisk;
    Arrays.fill(after.memory, after.size, memory.length, (byte) 0);
    System.arraycopy(after.memory, 0, after.disk, 0, memory.length);
    after.sizeOnDisk = after.size;
    Set<String> names = new TreeSet<>(children.keySet());
    names.addAll(childrenOnDisk.keySet());
    for (String name : names) {
      SimulatedFile now = children.get(name);
      SimulatedFile then = childrenOnDisk.get(name);
      SimulatedFile kept = now == then || random.nextBoolean() ? now : then;
      if (kept != null) {
        after.children.put(name, kept.afterPowerLoss(random, copies));
      }
    }
    after.forceEntries();
    return after;
  }

  private void tear(SimulatedFile after, int page, int end, Random random) {
    int sectors = (end - page + SECTOR - 1) / SECTOR;
    int cut = Math.min(end, page + SECTOR * random.nextInt(sectors));
    switch (random.nextInt(4)) {
      case 0 -> System.arraycopy(memory, page, after.memory, page, end - page);
      case 1 -> System.arraycopy(memory, page, after.memory, page, cut - page);
      case 2 -> System.arraycopy(memory, cut, after.memory, cut, end - cut);
      default -> {
        // the page stays as the disk had it
      }
    }
  }

  /** The same file after the process was killed. */
  SimulatedFile afterKill(Map<SimulatedFile, SimulatedFile> copies) {
    SimulatedFile known = copies.get(this);
    if (known != null) {
      return known;
    }
    SimulatedFile after = new SimulatedFile(memory.length, isDirectory);
    copies.put(this, after);
    System.arraycopy(memory, 0, after.memory, 0, memory.length);
    System.arraycopy(disk, 0, after.disk, 0, memory.length);
    after.size = size;
    after.sizeOnDisk = sizeOnDisk;
    children.forEach((name, child) -> after.children.put(name, child.afterKill(copies)));
    childrenOnDisk.forEach(
        (name, child) -> after.childrenOnDisk.put(name, child.afterKill(copies)));
    return after;
  }
}
