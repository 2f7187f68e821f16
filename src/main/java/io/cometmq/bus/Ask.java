package io.cometmq.bus;

/**
 * A question to the owner of some state: it runs on the owner's context and what it returns must be
 * immutable or a copy, because it leaves that context.
 *
 * @param <S> the owner's state
 * @param <T> the answer
 */
@FunctionalInterface
public interface Ask<S, T> {
  /** Runs on the context that owns {@code state}; an exception becomes a failed future. */
  T on(S state) throws Exception;
}
