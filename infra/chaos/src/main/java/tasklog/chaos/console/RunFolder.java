package tasklog.chaos.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where one run writes: a folder of its own, which stays when something was found, and its result as JSON.
 *
 * @param target of the build of this module
 */
public record RunFolder(String name, Path target, Path path) {

  /** Makes it, and says where it is. */
  public static RunFolder of(String name, long seed, PrintWriter out) throws IOException {
    var target = Files.createDirectories(Path.of(System.getProperty("tasklog.target", "target")))
        .toAbsolutePath().normalize();
    var folder = new RunFolder(name, target, Files.createTempDirectory(target, name + "-"));
    out.println("Seed " + seed + "; what is written lies in " + folder.path());
    out.flush();
    return folder;
  }

  /** Of the project that the module is in. */
  public Path project() {
    return target.resolve("../../..").normalize();
  }

  /**
   * Writes the result.
   *
   * @param named where an operator wants it; else beside the folder
   * @return the exit status
   */
  public int end(Object report, boolean clean, @Nullable Path named, PrintWriter out) throws IOException {
    var file = named == null ? target.resolve(name + ".json") : named;
    var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, json.writeValueAsString(report) + "\n");
    out.println("Result: " + file);
    out.flush();
    if (!clean) return 1;
    PathUtils.deleteDirectory(path);
    return 0;
  }
}
