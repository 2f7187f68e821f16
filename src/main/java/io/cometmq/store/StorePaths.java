package io.cometmq.store;

import java.nio.file.Path;

/** Where things are below the root of a store; the names are RocketMQ's. */
record StorePaths(Path root) {
  Path commitLog() {
    return root.resolve("commitlog");
  }

  Path spareFiles() {
    return root.resolve("spare");
  }

  Path consumeQueue() {
    return root.resolve("consumequeue");
  }

  Path index() {
    return root.resolve("index");
  }

  Path checkpoint() {
    return root.resolve("checkpoint");
  }

  Path abort() {
    return root.resolve("abort");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path probe() {
    return root.resolve("probe.tmp");
  }
}
