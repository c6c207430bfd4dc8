package tasklog.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One step between two versions of a schema, and the way back.
 *
 * @param version     three digits
 * @param description lower snake case
 */
public record Migration(Path folder, String version, String description) {

  private static final Pattern FORWARD = Pattern.compile("V(\\d{3})__([a-z][a-z0-9_]*)\\.sql");

  /** All of a folder, in order. */
  public static List<Migration> in(Path folder) {
    try (var files = Files.list(folder)) {
      return files.map(Migration::of).flatMap(Optional::stream)
          .sorted(Comparator.comparing(Migration::version))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Migration> of(Path file) {
    var name = FORWARD.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(new Migration(requireNonNull(file.getParent(), "A file in a folder"), name.group(1), name.group(2)))
        : Optional.empty();
  }

  public Path forward() {
    return folder.resolve("V" + version + "__" + description + ".sql");
  }

  public Path back() {
    return folder.resolve("U" + version + "__" + description + ".sql");
  }

  /** @throws MigrationRefused when there is no way back */
  Script backScript() {
    if (!Files.exists(back())) throw new MigrationRefused("There is no way back: " + back() + " is missing");
    return script(back());
  }

  /** What it does, forward or back. */
  public static Script script(Path file) {
    try {
      return new Script(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return version + " " + description.replace('_', ' ');
  }
}
