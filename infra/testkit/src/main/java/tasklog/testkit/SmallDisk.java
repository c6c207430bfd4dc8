package tasklog.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file system of a few megabytes in memory that only one process and its children see, so that it can be filled without
 * harm to anybody else. It needs no rights, but a kernel that lets everybody make namespaces; it is gone with the process.
 *
 * @param folder where it is
 */
record SmallDisk(Path folder) {

  private static final int MEGABYTES = 40;

  /** In a namespace where we are root it is mounted; in one inside of it, where we are nobody, the command is run. */
  private static final List<String> PREFIX = List.of("unshare", "-Urm", "sh", "-c", """
      mount -t tmpfs -o size=%dm,mode=0777 tmpfs "$1" && shift && exec unshare -U "$@"
      """.formatted(MEGABYTES), "tasklog-small-disk");

  static SmallDisk in(Path home) {
    try {
      return new SmallDisk(Files.createDirectories(home.resolve("small-disk")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it can be had on this machine. */
  boolean isPossible() {
    try {
      var process = new ProcessBuilder(command(List.of("touch", folder.resolve("possible").toString())))
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return process.waitFor() == 0 && !Files.exists(folder.resolve("possible"));
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Mounts it and becomes the command, which must not be root's. */
  List<String> command(List<String> command) {
    return Stream.of(PREFIX, List.of(folder.toString()), command).flatMap(List::stream).toList();
  }
}
