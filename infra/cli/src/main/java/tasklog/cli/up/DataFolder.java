package tasklog.cli.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.file.PathUtils;
import tasklog.local.Leftover;
import tasklog.local.StartFailure;

/** The folder in which one stack keeps everything; one process at a time holds it, and the system lets go of it. */
final class DataFolder implements AutoCloseable {

  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes the folder, made if need be, and stops what a killed run has left in it.
   *
   * @throws StartFailure when it cannot be written or another process holds it
   */
  static DataFolder open(Path given) {
    var path = given.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      var lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) throw new StartFailure("Another tasklog up is running on " + path);
      Leftover.stopAll(path);
      return new DataFolder(path, lock);
    } catch (IOException e) {
      throw new StartFailure("The folder " + path + " cannot be written: " + e);
    }
  }

  /** Removes all that is in it. */
  void clear() {
    try (var entries = Files.list(path)) {
      for (var entry : entries.filter(entry -> !entry.endsWith(LOCK)).toList())
        PathUtils.delete(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isUsed() {
    return Files.exists(path.resolve(Settings.FILE));
  }

  Path of(String part) {
    return path.resolve(part);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
