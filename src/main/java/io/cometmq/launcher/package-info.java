/**
 * The process: command line, start and ordered stop. Alone sees every other package, builds the
 * parts and wires them.
 */
@NullMarked
package io.cometmq.launcher;

import org.jspecify.annotations.NullMarked;
