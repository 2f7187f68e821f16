package io.cometmq.web;

import java.util.List;

/**
 * How pages are served. Immutable.
 *
 * @param origins that may connect beside the broker's own; {@code *} for all
 * @param cookie that may hold a token; empty for none
 */
public record BrowserOptions(List<String> origins, String cookie) {}
