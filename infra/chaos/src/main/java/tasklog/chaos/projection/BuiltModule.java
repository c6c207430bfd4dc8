package tasklog.chaos.projection;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Another module of the project as its build has left it, so that it runs from the class path that it has in production.
 *
 * @param project where all modules are
 * @param module  its folder
 */
record BuiltModule(Path project, String module) {

  String classPath() {
    var target = project.resolve(module).resolve("target");
    try {
      return target.resolve(Path.of(module).getFileName() + ".jar") + File.pathSeparator
          + Files.readString(target.resolve("classpath"));
    } catch (IOException e) {
      throw new UncheckedIOException(module + " is not built", e);
    }
  }
}
