package io.cometmq.launcher;

import picocli.CommandLine.IVersionProvider;

/** Tells the version that the build wrote into the jar's manifest. Stateless. */
final class ProductVersion implements IVersionProvider {
  static String text() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "CometMQ " + text(), "Java " + System.getProperty("java.version"),
    };
  }
}
