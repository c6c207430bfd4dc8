package tasklog.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.file.PathUtils;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once for each user and version from the jar that Maven brought. */
final class PostgresBinaries {

  private PostgresBinaries() {}

  /** The folder with bin, lib and share; several processes may ask for it at the same time. */
  static Path folder() {
    return folder(cache());
  }

  static Path folder(Path cache) {
    try {
      var archive = archive();
      var folder = cache.resolve(versionOf(archive));
      if (!Files.isDirectory(folder)) unpackAside(archive, folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL archive() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
        ? "darwin"
        : "linux";
    String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    String name = "/postgres-" + system + "-" + processor + ".txz";
    return Optional.ofNullable(PostgresBinaries.class.getResource(name))
        .orElseThrow(
            () -> new StartFailure("There is no PostgreSQL for this machine (" + system + ", " + processor
                + "): Linux on x86-64 or ARM and macOS on ARM are supported"));
  }

  /** The name of the jar: it holds product, platform and version. */
  private static String versionOf(URL archive) throws IOException {
    var jar = ((JarURLConnection) archive.openConnection()).getJarFileURL().getPath();
    return jar.substring(jar.lastIndexOf('/') + 1).replace(".jar", "");
  }

  private static Path cache() {
    var home = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).filter(value -> !value.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    try {
      return Files.createDirectories(home.resolve("tasklog"));
    } catch (IOException e) {
      // A user without a home, as in some containers.
      return withoutHome();
    }
  }

  private static Path withoutHome() {
    var temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      return Files.createDirectories(temporary.resolve("tasklog-cache-" + System.getProperty("user.name")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody ever sees a half unpacked folder: it gets its name at the end, and the first one to finish wins. */
  private static void unpackAside(URL archive, Path folder) throws IOException {
    var aside = Files.createTempDirectory(folder.getParent(), "unpack-");
    try (InputStream in = archive.openStream();
        var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, entry.resolveIn(aside));
      }
    }
    Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      PathUtils.deleteDirectory(aside);
      if (!Files.isDirectory(folder)) throw e;
    }
  }

  private static void unpack(InputStream tar, TarArchiveEntry entry, Path target) throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(target,
          PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
