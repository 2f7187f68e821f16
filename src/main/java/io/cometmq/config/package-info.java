/**
 * The settings: each key declared once, read from file, environment and command line, checked as a
 * whole, and handed out as immutable records.
 */
@NullMarked
package io.cometmq.config;

import org.jspecify.annotations.NullMarked;
