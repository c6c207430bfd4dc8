package tasklog.local;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * A program as the build leaves it, with the AOT cache in which Java remembers an earlier start of it: it saves more
 * than half of the time. The cache lies beside the jars and is void when they change.
 *
 * @param name also of its jar
 */
public record Program(String name, String classPath, Path cache) {

  /** @param target where the build puts things */
  public static Program of(String name, Path target) {
    try {
      var classPath = target.resolve(name + ".jar") + File.pathSeparator
          + Files.readString(target.resolve("classpath"));
      return new Program(name, classPath, cache(name, target));
    } catch (IOException e) {
      throw new StartFailure(name + " is not built: there is no " + e.getMessage());
    }
  }

  /** A program of the jars that this one runs from too. */
  public static Program ofOurs(String name, Path target) {
    return new Program(name, System.getProperty("java.class.path"), cache(name, target));
  }

  /** Another one of the same jar, which starts in another way. */
  public Program another(String other) {
    return new Program(name, classPath, cache.resolveSibling(other + suffix()));
  }

  private static Path cache(String name, Path target) {
    return target.resolve(name + suffix());
  }

  private static String suffix() {
    return "-" + Runtime.version() + ".aot";
  }

  public boolean isCached() {
    try {
      var made = Files.getLastModifiedTime(cache);
      for (var jar : classPath.split(File.pathSeparator, -1)) {
        if (Files.getLastModifiedTime(Path.of(jar)).compareTo(made) > 0) return false;
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The options with which it starts from the cache, where there is one. */
  public List<String> starting(List<String> options) {
    return isCached() ? with(options, "-XX:AOTCache=" + cache) : options;
  }

  /**
   * Records a start; what was recorded counts once it is whole.
   *
   * @param aside a folder for what is half done; it is emptied
   * @param start starts the program with these options, which have to be those of a real start and one more, and
   *        returns when it has ended
   */
  public void record(Path aside, List<String> options, Recording start) throws InterruptedException {
    try {
      if (Files.exists(aside)) PathUtils.deleteDirectory(aside);
      Files.createDirectories(aside);
      var recorded = aside.resolve("recorded.aot");
      start.run(with(options, "-XX:AOTCacheOutput=" + recorded));
      if (Files.exists(recorded)) {
        var whole = Files.copy(recorded, cache.resolveSibling(cache.getFileName() + ".new"),
            REPLACE_EXISTING);
        Files.move(whole, cache, ATOMIC_MOVE);
      }
      PathUtils.deleteDirectory(aside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs it to its end: from the cache, or so that there is one the next time, which then takes some seconds more.
   *
   * @param aside a folder for what is half done; it is emptied
   * @param run   runs the program with these options
   * @return its exit status
   */
  public int run(Path aside, List<String> options, Run run) throws InterruptedException {
    if (isCached()) return run.run(starting(options));
    var status = new int[1];
    record(aside, options, recording -> status[0] = run.run(recording));
    return status[0];
  }

  /** A run to the end; returns the exit status. */
  public interface Run {
    int run(List<String> options) throws InterruptedException;
  }

  /** A start for the sake of its recording. */
  public interface Recording {
    void run(List<String> options) throws InterruptedException;
  }

  private static List<String> with(List<String> options, String option) {
    return Stream.concat(options.stream(), Stream.of(option)).toList();
  }
}
