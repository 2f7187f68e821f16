package io.cometmq.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Work for a worker says that it waits for no other work. Otherwise Vert.x puts all that one
 * context gives to any of its workers into one line, and a force of the log waits for the deletion
 * of old files.
 */
final class BlockingWorkTest {
  private static final ArchRule RULE =
      noClasses()
          .should()
          .callMethod(WorkerExecutor.class, "executeBlocking", Callable.class)
          .orShould()
          .callMethod(Vertx.class, "executeBlocking", Callable.class)
          .orShould()
          .callMethod(Context.class, "executeBlocking", Callable.class)
          .because("workers of one context wait for each other then; say false");

  @Test
  void shouldNotHaveWorkersWaitForEachOther() {
    RULE.check(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.cometmq"));
  }

  @Test
  void shouldNoticeWorkThatWaits() {
    assertThat(RULE.evaluate(new ClassFileImporter().importClasses(Waiting.class)).hasViolation())
        .isTrue();
  }

  /** What the rule is against. */
  record Waiting(WorkerExecutor worker) {
    Future<Integer> work() {
      return worker.executeBlocking(() -> 1);
    }
  }
}
