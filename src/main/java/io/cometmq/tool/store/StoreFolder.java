package io.cometmq.tool.store;

import io.cometmq.store.file.FileNames;
import io.cometmq.tool.cli.ToolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folders and files of a store, as RocketMQ names them. Immutable; reads only. */
record StoreFolder(Path root) {
  /**
   * Looks whether there is a store.
   *
   * @throws ToolException when there is none
   */
  static StoreFolder open(Path root) {
    StoreFolder folder = new StoreFolder(root);
    if (!Files.isDirectory(folder.log())) {
      throw new ToolException(
          root
              + " is no store: it has no folder commitlog. Name the folder that store.path says"
              + " (RocketMQ: storePathRootDir)");
    }
    return folder;
  }

  Path log() {
    return root.resolve("commitlog");
  }

  /** Whether the last stop was no orderly one, or a broker runs. */
  boolean hasAbortMark() {
    return Files.exists(root.resolve("abort"));
  }

  /** Whether a process has the store open. Asks for a shared lock, which changes nothing. */
  boolean isInUse() {
    Path lock = root.resolve("lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
        FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      throw new ToolException("cannot look at " + lock + ": " + e, e);
    }
  }

  /** The files of the log, by position. */
  List<Path> logFiles() {
    return numbered(log());
  }

  /** The folders of consume queues, one for each queue id of each topic. */
  List<Path> queueFolders() {
    return list(root.resolve("consumequeue")).stream()
        .filter(Files::isDirectory)
        .flatMap(topic -> list(topic).stream())
        .filter(Files::isDirectory)
        .toList();
  }

  List<Path> indexFiles() {
    return list(root.resolve("index")).stream().filter(Files::isRegularFile).toList();
  }

  /** The JSON files with topics, groups, offsets. */
  List<Path> settings() {
    return list(root.resolve("config")).stream()
        .filter(path -> path.toString().endsWith(".json"))
        .toList();
  }

  /** Files that are named by a position. */
  static List<Path> numbered(Path folder) {
    return list(folder).stream().filter(path -> position(path) >= 0).toList();
  }

  static long position(Path file) {
    return FileNames.position(String.valueOf(file.getFileName()));
  }

  /** What is in a folder, by name; nothing when it is not there. */
  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new ToolException("cannot read " + folder + ": " + e, e);
    }
  }
}
