package io.cometmq.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One source file, taken apart. Immutable.
 *
 * @param code the text with comments and the insides of literals blanked out, line ends kept
 * @param comments the text with everything but comments blanked out, line ends kept
 */
record JavaSource(Path path, String text, String code, String comments) {

  static JavaSource of(Path path, String text) {
    SourceSplitter splitter = new SourceSplitter(text);
    return new JavaSource(path, text, splitter.code(), splitter.comments());
  }

  static List<JavaSource> allUnder(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).map(JavaSource::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaSource read(Path path) {
    try {
      return of(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path with forward slashes on every system. */
  String name() {
    return path.toString().replace('\\', '/');
  }

  long lineCount() {
    return text.lines().count();
  }

  static long lineAt(String text, int index) {
    return 1 + text.substring(0, index).chars().filter(c -> c == '\n').count();
  }
}
