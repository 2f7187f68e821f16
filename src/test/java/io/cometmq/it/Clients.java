package io.cometmq.it;

import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Running clients of each version that the tests of one class share: a 5.x client may take three
 * seconds to shut down. Owned by the test class, which closes it; tests may use it side by side.
 */
final class Clients implements AutoCloseable {
  private final String namesrv;
  private final Map<Client, PeerProducer> producers =
      Collections.synchronizedMap(new EnumMap<>(Client.class));
  private final Map<Client, PeerPull> pulls =
      Collections.synchronizedMap(new EnumMap<>(Client.class));
  private final Map<Client, PeerAdmin> admins =
      Collections.synchronizedMap(new EnumMap<>(Client.class));

  Clients(String namesrv) {
    this.namesrv = namesrv;
  }

  PeerProducer producer(Client client) {
    return producers.computeIfAbsent(
        client, version -> version.peer().producer(version.own("producers"), namesrv));
  }

  PeerPull pull(Client client) {
    return pulls.computeIfAbsent(
        client, version -> version.peer().pull(version.own("readers"), namesrv));
  }

  PeerAdmin admin(Client client) {
    return admins.computeIfAbsent(client, version -> version.peer().admin(namesrv));
  }

  @Override
  public void close() {
    Stream<Runnable> all =
        Stream.of(
                producers.values().stream().<Runnable>map(producer -> producer::close),
                pulls.values().stream().<Runnable>map(pull -> pull::close),
                admins.values().stream().<Runnable>map(admin -> admin::close))
            .flatMap(each -> each);
    all.toList().parallelStream().forEach(Runnable::run);
  }
}
