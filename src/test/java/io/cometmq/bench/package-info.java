/**
 * Benchmarks of single pieces with JMH. Compiled and run only by {@code mvn -Pbench}, as
 * docs/performance.md says.
 */
@NullMarked
package io.cometmq.bench;

import org.jspecify.annotations.NullMarked;
