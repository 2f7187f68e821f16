package io.cometmq.tool.cli;

import java.io.InputStream;
import java.util.Map;

/**
 * What commands take from the process they run in; tests put something else in its place. What they
 * write to is picocli's. Immutable.
 *
 * @param environment the environment variables
 * @param in the standard input
 * @param terminal whether somebody watches the error output
 * @param interrupt tells when the command should end
 */
public record ToolContext(
    Map<String, String> environment, InputStream in, boolean terminal, Interrupt interrupt) {}
