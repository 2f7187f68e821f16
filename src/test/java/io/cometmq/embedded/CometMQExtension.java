package io.cometmq.embedded;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a broker, the same one to all classes; it ends with the last of them. */
public final class CometMQExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == EmbeddedCometMQ.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(ExtensionContext.Namespace.create(CometMQExtension.class))
        .getOrComputeIfAbsent("broker", key -> new Running(EmbeddedCometMQ.start()), Running.class)
        .broker();
  }

  private record Running(EmbeddedCometMQ broker)
      implements ExtensionContext.Store.CloseableResource {
    @Override
    public void close() {
      broker.close();
    }
  }
}
