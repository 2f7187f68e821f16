package io.cometmq.web;

import java.util.Map;

/**
 * Whether a process can do its work now. Immutable.
 *
 * @param details why, part by part, for a person to read
 */
public record Readiness(boolean ready, Map<String, String> details) {}
