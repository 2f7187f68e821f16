package io.cometmq.tool.bench;

import picocli.CommandLine.Command;

/** Has the commands below it that measure. */
@Command(
    name = "bench",
    description = "Measures how fast brokers take and deliver messages, and how long these take.")
public final class BenchCommand {}
