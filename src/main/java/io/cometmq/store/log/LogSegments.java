package io.cometmq.store.log;

import io.cometmq.store.file.MappedFile;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The files of the log in order, the ones made ahead included. Safe for any thread: the array is
 * replaced, never changed.
 */
final class LogSegments {
  private static final MappedFile[] NONE = {};

  private final AtomicReference<MappedFile[]> files = new AtomicReference<>(NONE);
  private final int segmentBytes;

  LogSegments(int segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  private MappedFile[] now() {
    return Objects.requireNonNull(files.get());
  }

  int segmentBytes() {
    return segmentBytes;
  }

  /** The file that holds this position, null when it is gone or not there yet. */
  @Nullable MappedFile find(long position) {
    MappedFile[] now = now();
    if (now.length == 0 || position < now[0].start()) {
      return null;
    }
    long index = (position - now[0].start()) / segmentBytes;
    return index < now.length ? now[(int) index] : null;
  }

  /** A snapshot. */
  List<MappedFile> all() {
    return List.of(now());
  }

  long start() {
    MappedFile[] now = now();
    return now.length == 0 ? 0 : now[0].start();
  }

  /** Position after the last file. */
  long end() {
    MappedFile[] now = now();
    return now.length == 0 ? 0 : now[now.length - 1].end();
  }

  void add(MappedFile file) {
    files.updateAndGet(
        now -> {
          MappedFile[] more = Arrays.copyOf(now, now.length + 1);
          more[now.length] = file;
          return more;
        });
  }

  void remove(MappedFile file) {
    files.updateAndGet(
        now -> Arrays.stream(now).filter(other -> other != file).toArray(MappedFile[]::new));
  }
}
