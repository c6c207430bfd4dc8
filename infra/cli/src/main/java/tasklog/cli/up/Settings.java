package tasklog.cli.up;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import tasklog.local.LocalPostgres;
import tasklog.local.Ports;

/**
 * What is chosen at the first start of a stack and stays: its ports, so that addresses are stable, and the password of
 * its databases. Only the user who started it can read the file.
 */
final class Settings {

  static final String FILE = "settings.properties";
  /** The password in the form that psql reads. */
  static final String PASSWORD_FILE = "pgpass";

  private static final String PASSWORD = "postgres.password";

  /** Who listens, and where they would like to. Where that is taken it is any other, lest stacks that start at the same
   * time take the same. */
  enum Port {
    COMMAND(8081),
    COMMAND_MANAGEMENT(9081),
    PROJECTION(8082),
    PROJECTION_MANAGEMENT(9082),
    POSTGRES(5432),
    KAFKA(9092),
    KAFKA_CONTROLLER(9093);

    private final int preferred;

    Port(int preferred) {
      this.preferred = preferred;
    }

    private String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.') + ".port";
    }
  }

  private final Properties values;
  private final List<String> notes = new ArrayList<>();

  private Settings(Properties values) {
    this.values = values;
  }

  /** Reads them from the folder, completed where they are missing or a port was taken by somebody else since. */
  static Settings of(Path folder, int gatewayPort) {
    var file = folder.resolve(FILE);
    var settings = new Settings(read(file));
    settings.choosePorts(gatewayPort);
    settings.values.putIfAbsent(PASSWORD, randomPassword());
    settings.write(folder);
    return settings;
  }

  /** Those of a stack that was started before, just read. */
  static Optional<Settings> kept(Path folder) {
    var file = folder.resolve(FILE);
    return Files.exists(file) ? Optional.of(new Settings(read(file))) : Optional.empty();
  }

  private void choosePorts(int gatewayPort) {
    var used = new HashSet<>(Set.of(gatewayPort));
    for (var port : Port.values())
      used.add(kept(port));
    for (var port : Port.values()) {
      int kept = kept(port);
      if (kept != 0 && kept != gatewayPort && Ports.isFree(kept)) continue;
      int chosen = IntStream.concat(IntStream.of(port.preferred), IntStream.generate(Ports::free))
          .filter(Ports::isFree).filter(used::add).findFirst().orElseThrow();
      values.setProperty(port.key(), Integer.toString(chosen));
      if (kept != 0) notes.add("Port " + kept + " is taken; " + port.key() + " is now " + chosen);
    }
  }

  /** 0 when none was chosen yet. */
  private int kept(Port port) {
    return Integer.parseInt(values.getProperty(port.key(), "0"));
  }

  private static String randomPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static Properties read(Path file) {
    var values = new Properties();
    if (!Files.exists(file)) return values;
    try (var reader = Files.newBufferedReader(file)) {
      values.load(reader);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path folder) {
    var text = new StringWriter();
    try {
      values.store(text, "Made by tasklog up; stop it before you change something");
      write(folder.resolve(FILE), text.toString());
      write(folder.resolve(PASSWORD_FILE), "127.0.0.1:*:*:" + LocalPostgres.USER + ":" + password() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file is whole or not there, whenever the machine stops, and nobody else can read it. */
  private static void write(Path file, String content) throws IOException {
    var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var aside = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new", ours);
    Files.writeString(aside, content);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  int port(Port port) {
    return kept(port);
  }

  String password() {
    return values.getProperty(PASSWORD);
  }

  /** What changed since the last start. */
  List<String> notes() {
    return List.copyOf(notes);
  }
}
