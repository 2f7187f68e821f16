package io.cometmq.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods stay short enough to be seen at once; measured by the compiler's own parser. */
final class MethodLengthTest {
  /** The aim is 70; validate, plan and act are three methods. */
  private static final int MOST_LINES = 100;

  @Test
  void shouldKeepMethodsShort() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      assertThat(longMethods(files.filter(file -> file.toString().endsWith(".java")).toList()))
          .isEmpty();
    }
  }

  @Test
  void shouldNoticeALongMethod(@TempDir Path dir) throws IOException {
    String body = "    f();\n".repeat(MOST_LINES);
    String text = "class A {\n  void f() {\n" + body + "  }\n  void g() {}\n}\n";
    Path file = Files.writeString(dir.resolve("A.java"), text);

    assertThat(longMethods(List.of(file)))
        .containsExactly(file + ":2: f has " + (MOST_LINES + 2) + " lines");
  }

  private static List<String> longMethods(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromFiles(files.stream().map(Path::toFile).toList()));
      List<String> found = new ArrayList<>();
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodScanner(unit, positions, found).scan(unit, null);
      }
      return found;
    }
  }

  /** Used by one thread, for one file. */
  private static final class MethodScanner extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;

    MethodScanner(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      long length = last - first + 1;
      if (length > MOST_LINES) {
        String file = new File(unit.getSourceFile().toUri()).getPath();
        found.add(file + ":" + first + ": " + method.getName() + " has " + length + " lines");
      }
      return super.visitMethod(method, null);
    }
  }
}
