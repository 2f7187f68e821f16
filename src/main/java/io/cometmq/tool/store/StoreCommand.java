package io.cometmq.tool.store;

import picocli.CommandLine.Command;

/** Has the commands below it that look at a store. */
@Command(
    name = "store",
    description = "Looks at a store folder, ours or RocketMQ's, without a broker.")
public final class StoreCommand {}
