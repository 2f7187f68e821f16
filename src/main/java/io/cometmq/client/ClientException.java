package io.cometmq.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why the client could not do what it was asked to. The kinds are a closed set, so that a caller
 * can decide by type; each says where it happened and what helps. Immutable, without a stack trace:
 * failures come from an event loop, whose stack tells nothing.
 */
public abstract sealed class ClientException extends RuntimeException {
  /** The code of failures that no server has answered with. */
  public static final int NO_CODE = -1;

  private static final long serialVersionUID = 1L;

  private final @Nullable String broker;
  private final @Nullable String topic;
  private final int code;
  private final String cure;

  private ClientException(
      String what,
      @Nullable String broker,
      @Nullable String topic,
      int code,
      String cure,
      @Nullable Throwable cause) {
    super(text(what, broker, topic, code, cure), cause, false, false);
    this.broker = broker;
    this.topic = topic;
    this.code = code;
    this.cure = cure;
  }

  private ClientException(String before, ClientException cause) {
    super(before + cause.getMessage(), cause, false, false);
    this.broker = cause.broker;
    this.topic = cause.topic;
    this.code = cause.code;
    this.cure = cause.cure;
  }

  private static String text(
      String what, @Nullable String broker, @Nullable String topic, int code, String cure) {
    StringBuilder text = new StringBuilder(what);
    if (broker != null || topic != null || code != NO_CODE) {
      text.append(" (");
      String separator = "";
      if (topic != null) {
        text.append("topic ").append(topic);
        separator = ", ";
      }
      if (broker != null) {
        text.append(separator).append("server ").append(broker);
        separator = ", ";
      }
      if (code != NO_CODE) {
        text.append(separator).append("code ").append(code);
      }
      text.append(')');
    }
    return text.append("; ").append(cure).toString();
  }

  /** Name or address of the server it happened with, null when there was none. */
  public @Nullable String broker() {
    return broker;
  }

  /** The topic it was about, null when it was about none. */
  public @Nullable String topic() {
    return topic;
  }

  /** The response code of the server, {@link #NO_CODE} when no server answered. */
  public int code() {
    return code;
  }

  /** What helps. */
  public String cure() {
    return cure;
  }

  /**
   * A server answered with a failure, and trying again elsewhere did not help or is not allowed.
   */
  public static final class Refused extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it with the words of the server. */
    public Refused(String remark, String broker, @Nullable String topic, int code, String cure) {
      super(remark, broker, topic, code, cure, null);
    }
  }

  /** No connection to a server, or it was lost before the answer came. */
  public static final class Unreachable extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public Unreachable(String broker, @Nullable String topic, @Nullable Throwable cause) {
      super(
          "no connection" + (cause == null ? "" : ": " + cause.getMessage()),
          broker,
          topic,
          NO_CODE,
          "check that the server runs and that its address can be reached from here",
          cause);
    }
  }

  /** No answer in time. A message may be stored nevertheless. */
  public static final class TimedOut extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public TimedOut(String what, @Nullable String broker, @Nullable String topic, Duration limit) {
      super(
          what + " got no answer within " + limit.toMillis() + " ms",
          broker,
          topic,
          NO_CODE,
          "look at the server's load, or allow more time; what was asked for may have happened",
          null);
    }
  }

  /** No NameServer knows where the topic is. */
  public static final class NoRoute extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public NoRoute(String topic, String server, int code) {
      super(
          "no queue for it is known",
          server,
          topic,
          code,
          "create the topic, or check its permissions and that its brokers are registered",
          null);
    }
  }

  /** The request could not have worked anywhere; nothing was sent. */
  public static final class Invalid extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public Invalid(String what, @Nullable String topic, String cure) {
      this(what, topic, cure, null);
    }

    /** Creates it for something of the application's that has thrown. */
    public Invalid(String what, @Nullable String topic, String cure, @Nullable Throwable cause) {
      super(what, null, topic, NO_CODE, cure, cause);
    }
  }

  /** So much is under way that nothing more is taken; nothing was sent. */
  public static final class Overloaded extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public Overloaded(String topic, int limit) {
      super(
          limit + " messages are on their way already",
          null,
          topic,
          NO_CODE,
          "wait for receipts before sending more, write through Producer.stream(), or raise"
              + " maxInFlight",
          null);
    }
  }

  /** The client, producer or consumer is closed; nothing was sent. */
  public static final class Closed extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public Closed(String what) {
      super(what + " is closed", null, null, NO_CODE, "create a new one", null);
    }
  }

  /**
   * Something was done on some brokers and failed on another, whose failure is the cause; doing it
   * again does no harm.
   */
  public static final class Incomplete extends ClientException {
    private static final long serialVersionUID = 1L;

    // an array, because exceptions must be serializable
    private final String[] done;

    /**
     * Creates it.
     *
     * @param done names of the brokers where it was done
     * @param cause the first failure
     */
    public Incomplete(List<String> done, ClientException cause) {
      super("done on " + String.join(", ", done) + ", but not everywhere: ", cause);
      this.done = done.toArray(new String[0]);
    }

    /** Names of the brokers where it was done. */
    public List<String> done() {
      return List.of(done);
    }
  }

  /** The local part of a transaction failed, and the broker has been told that nothing is known. */
  public static final class Undecided extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public Undecided(String broker, String topic, Throwable cause) {
      super(
          "the local part of a transaction failed: " + cause,
          broker,
          topic,
          NO_CODE,
          "see its cause; the broker asks the transaction checker later, or return ROLLBACK instead"
              + " of a failure",
          cause);
    }
  }
}
