package io.cometmq.arch;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the compiled classes against {@link Layers}. */
final class LayeringTest {
  /** Everybody may use these: the JDK, nullness annotations, the log. */
  private static final List<String> FREE = List.of("java", "org.jspecify", "org.slf4j");

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.cometmq");
  }

  @Test
  void shouldImportOnlyWhatTheLayersAllow() {
    assertThat(violations(classes, Layers.ALL))
        .as("imports that no line of Layers allows; move the code, or argue for a new arrow there")
        .isEmpty();
  }

  @Test
  void shouldHaveNoRingOfPackages() {
    slices().matching("io.cometmq.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void shouldListEveryLayerOnceAndBelowThoseThatUseIt() {
    Set<String> above = new HashSet<>();
    for (Layer layer : Layers.ALL) {
      assertThat(above).as("used by " + layer.name()).containsAll(layer.uses());
      assertThat(above.add(layer.name())).as(layer.name() + " stands twice").isTrue();
    }
  }

  @Test
  void shouldNoticeAnImportThatIsNotAllowed() {
    List<Layer> stricter =
        List.of(Layer.of("util", "", ""), Layer.of("config", "", ""), Layer.of("model", "", ""));

    assertThat(violations(classes, stricter))
        .anyMatch(text -> text.startsWith("config must not use com.fasterxml.jackson"))
        .anyMatch(text -> text.startsWith("launcher has no line in Layers"));
    assertThat(violations(classes, List.of(Layer.of("launcher", "", "picocli"))))
        .anyMatch(text -> text.startsWith("launcher must not use io.cometmq.config"));
  }

  private static Set<String> violations(JavaClasses classes, List<Layer> layers) {
    Map<String, Layer> byName =
        layers.stream().collect(Collectors.toMap(Layer::name, Function.identity()));
    Set<String> found = new TreeSet<>();
    for (JavaClass origin : classes) {
      String name = origin.getPackageName().substring(Layer.ROOT.length());
      Layer layer = byName.get(name);
      if (layer == null) {
        found.add(name + " has no line in Layers");
      } else {
        origin
            .getDirectDependenciesFromSelf()
            .forEach(dependency -> check(layer, dependency, found));
      }
    }
    return found;
  }

  private static void check(Layer layer, Dependency dependency, Set<String> found) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    String used = target.getPackageName();
    boolean isOurs = used.startsWith(Layer.ROOT);
    boolean isAllowed =
        target.isPrimitive()
            || (isOurs ? layer.allows(used) : isFree(used) || layer.allowsLibrary(used));
    if (!isAllowed) {
      String origin = dependency.getOriginClass().getSimpleName();
      found.add(layer.name() + " must not use " + used + " (in " + origin + ")");
    }
  }

  private static boolean isFree(String used) {
    return FREE.stream().anyMatch(prefix -> Layer.isWithin(used, prefix));
  }
}
