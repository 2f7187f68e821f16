/**
 * What all commands of the jar have in common: how they reach servers, write results, say how far
 * they are, fail and end early.
 *
 * <p>A command is a class with picocli's annotations, a constructor that takes the {@link
 * io.cometmq.tool.cli.ToolContext}, and mixins of this package as final fields.
 */
@NullMarked
package io.cometmq.tool.cli;

import org.jspecify.annotations.NullMarked;
