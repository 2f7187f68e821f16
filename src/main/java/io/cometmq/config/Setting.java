package io.cometmq.config;

/**
 * One value as somebody wrote it, before it is checked. Immutable.
 *
 * @param source where it stands: a file with its line, an environment variable, the command line
 */
record Setting(String source, String name, String text) {}
