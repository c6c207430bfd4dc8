package tasklog.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;

/** The data folder of a PostgreSQL server: made, cleared of what an earlier run left, started. */
final class PostgresCluster {

  private final Path home;
  private final Path data;
  private final Path log;
  private final Path pidFile;
  private final Path binaries = PostgresBinaries.folder().resolve("bin");
  private final Unprivileged user;
  private final UnaryOperator<List<String>> launch;

  PostgresCluster(Path home, Unprivileged user) {
    this(home, user, user::command);
  }

  /** @param launch how the server is started, in the place of the user's way */
  PostgresCluster(Path home, Unprivileged user, UnaryOperator<List<String>> launch) {
    this.home = home;
    this.user = user;
    this.launch = launch;
    this.data = home.resolve("data");
    this.log = home.resolve("postgres.log");
    this.pidFile = data.resolve("postmaster.pid");
  }

  /** Makes the cluster unless it is there; one that was interrupted in the making does not count. */
  void create(@Nullable String password) {
    try {
      if (!Files.exists(data)) {
        var aside = home.resolve("data.new");
        if (Files.exists(aside)) PathUtils.deleteDirectory(aside);
        Files.createDirectories(aside);
        user.own(aside);
        initialise(aside, password);
        Files.move(aside, data, StandardCopyOption.ATOMIC_MOVE);
      }
      user.own(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialise(Path folder, @Nullable String password) throws IOException {
    var command = new ArrayList<>(
        List.of(program("initdb"), "-D", folder.toString(), "-U", LocalPostgres.USER,
            "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"));
    if (password == null) {
      command.addAll(List.of("-A", "trust"));
      Commands.run(user.command(command));
      return;
    }
    // Not on the command line, where every user of the machine could read it.
    var file = Files.createTempFile(home, "password", "");
    try {
      Files.writeString(file, password);
      command.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + file));
      Commands.run(user.command(command));
    } finally {
      Files.delete(file);
    }
  }

  /** A server that runs on this folder although its owner has gone is stopped. */
  void stopLeftover() {
    Leftover.ofPostgres(data).ifPresent(leftover -> {
      leftover.stopPostgres();
      if (leftover.process().isAlive()) disown();
    });
  }

  /**
   * The number in the file is that of some other process now, which PostgreSQL would take for a server and refuse to
   * start. Our own number it knows to be none. The rest of the file guards against what a killed server left in
   * shared memory, so the file stays.
   */
  private void disown() {
    var lines = new ArrayList<>(lines(pidFile));
    if (lines.isEmpty()) return;
    lines.set(0, Long.toString(ProcessHandle.current().pid()));
    try {
      Files.write(pidFile, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ChildProcess start(int port, Map<String, String> parameters) {
    Ports.requireFree(port);
    var command = new ArrayList<>(
        List.of(program("postgres"), "-D", data.toString(), "-p", Integer.toString(port),
            "-k", "", "-h", "127.0.0.1"));
    parameters.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    var builder = new ProcessBuilder(launch.apply(command)).directory(home.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return ChildProcess.start(builder, "INT");
  }

  void awaitReady(ChildProcess server, Duration patience) {
    if (server.await(() -> isReady(server), patience)) return;
    server.stop(Duration.ofSeconds(5));
    throw new StartFailure("PostgreSQL does not start" + lastWords() + "; its log is " + log);
  }

  /** The last line of the file says when connections are taken; a file of an earlier run does not count. */
  private boolean isReady(ChildProcess server) {
    var lines = lines(pidFile);
    return !lines.isEmpty() && lines.getFirst().strip().equals(Long.toString(server.pid()))
        && lines.getLast().strip().equals("ready");
  }

  private String lastWords() {
    return lines(log).reversed().stream().filter(line -> line.contains("FATAL:")).findFirst()
        .map(line -> ": " + line.substring(line.indexOf("FATAL:") + 6).strip()).orElse("");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String program(String name) {
    return binaries.resolve(name).toString();
  }
}
