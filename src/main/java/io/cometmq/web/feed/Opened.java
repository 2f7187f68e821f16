package io.cometmq.web.feed;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription began.
 *
 * @param recovered false when the cursor could not be honoured
 * @param reason {@code expired}, {@code recreated}, {@code new-store} or {@code truncated}; null
 *     when recovered
 * @param cursor where it begins
 * @param lag messages between there and the end of the topic, before filtering
 * @param missing brokers that can't be reached now
 */
public record Opened(
    boolean recovered,
    @Nullable String reason,
    String cursor,
    long lag,
    Collection<String> missing) {}
