package io.cometmq.tool.store;

import io.cometmq.tool.cli.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of a store, mapped for reading. Immutable.
 *
 * @param start position of the first byte, from the file's name; 0 where names say something else
 * @param bytes the whole file, big-endian
 */
record ReadOnlyFile(Path path, long start, ByteBuffer bytes) {
  static ReadOnlyFile map(Path path, long start) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new ToolException(
            path + " has " + channel.size() + " bytes; files of a store have less than 2 GiB");
      }
      return new ReadOnlyFile(
          path, start, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException e) {
      throw new ToolException("cannot read " + path + ": " + e, e);
    }
  }

  String name() {
    return String.valueOf(path.getFileName());
  }
}
