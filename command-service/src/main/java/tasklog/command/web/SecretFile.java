package tasklog.command.web;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/**
 * A secret in a file that only its owner can read. The file is made at the first start; several instances that share the
 * folder, and start at once, end up with the same one.
 */
public final class SecretFile {

  private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
      .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_FOLDER = PosixFilePermissions
      .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private SecretFile() {}

  /** @param make what it holds when it is not there yet */
  public static String readOrMake(Path file, Supplier<String> make) throws IOException {
    if (!Files.exists(file)) {
      make(file, make.get());
    }
    return Files.readString(file);
  }

  /** Written aside and then linked: the file is there whole or not at all, and the first one stays. */
  private static void make(Path file, String secret) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder, OWNER_ONLY_FOLDER);
    var aside = Files.createTempFile(folder, file.getFileName().toString(), ".new", OWNER_ONLY);
    try {
      Files.writeString(aside, secret);
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException _) {
      // another instance was faster, and its secret is the secret
    } finally {
      Files.delete(aside);
    }
  }
}
