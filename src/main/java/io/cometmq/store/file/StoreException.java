package io.cometmq.store.file;

/** The store can't do what it must; the message names the file, the cause and what to do. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates a failure. */
  public StoreException(String message) {
    super(message);
  }

  /** Creates a failure with what was behind it. */
  public StoreException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }

  /** Whether the file system has no room left. */
  public boolean isDiskFull() {
    for (Throwable cause = this; cause != null; cause = cause.getCause()) {
      String text = cause.getMessage();
      if (text != null && (text.contains("No space left") || text.contains("Disk quota"))) {
        return true;
      }
    }
    return false;
  }
}
