package io.cometmq.launcher;

import io.cometmq.bus.WorkerPools;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.transport.Transport;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

/** Makes the process' one Vert.x instance. Stateless. */
final class VertxFactory {
  private VertxFactory() {}

  static Vertx create(MeterRegistry registry, int loops) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setWorkerPoolSize(4)
            .setFileSystemOptions(withoutCache())
            .setMetricsOptions(
                new MicrometerMetricsOptions()
                    .setEnabled(true)
                    // what we count ourselves, or what would be counted for each batch
                    .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                    .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                    .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
                    .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                    .addDisabledMetricsCategory(MetricsDomain.NAMED_POOLS));
    Transport best = Transport.nativeTransport();
    // Vertx.builder() takes no executors
    return VertxBootstrap.create()
        .options(options)
        .metricsFactory(new MicrometerMetricsFactory(registry))
        .transport((best == null ? Transport.NIO : best).implementation())
        .executorServiceFactory(new WorkerPools())
        .init()
        .vertx();
  }

  /** Nothing is served from the class path, and a folder for it would outlive a kill -9. */
  private static FileSystemOptions withoutCache() {
    return new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
  }
}
