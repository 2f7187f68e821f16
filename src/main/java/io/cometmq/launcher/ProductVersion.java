package io.cometmq.launcher;

/** Tells the version that the build wrote into the jar's manifest. Stateless. */
final class ProductVersion {
  private ProductVersion() {}

  static String text() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** One line each for the product and what it runs on. */
  static String[] lines() {
    return new String[] {"CometMQ " + text(), "Java " + System.getProperty("java.version")};
  }
}
