package tasklog.bench.stream;

import static tasklog.database.Database.READ;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tasklog.bench.server.Database;
import tasklog.bench.server.NotMeasurable;
import tasklog.database.Migrations;
import tasklog.local.Ports;
import tasklog.local.Program;

/** The programs of projection-service, as they were built, on one database and one generation of the stream. */
public record ReadSide(Database database, String brokers, int generation, List<String> java, boolean show) {

  private static final List<String> REBUILDING = List.of("-Xmx768m", "-XX:+UseParallelGC",
      "--enable-native-access=ALL-UNNAMED");
  private static final List<String> SERVING = List.of("-Xmx512m", "-XX:+UseParallelGC",
      "--enable-native-access=ALL-UNNAMED");

  private static final String REBUILD = "tasklog.projection.feed.rebuild.RebuildProgram";
  private static final String SERVICE = "tasklog.projection.ProjectionServiceApplication";

  public ReadSide {
    java = List.copyOf(java);
  }

  /** A service that runs until it is closed. */
  public record Service(Process process, Path log) implements AutoCloseable {

    public void requireAlive() throws IOException {
      if (!process.isAlive())
        throw new NotMeasurable("projection-service has ended:\n" + Files.readString(log));
    }

    @Override
    public void close() throws IOException, InterruptedException {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
      Files.delete(log);
    }
  }

  public static Path project() {
    return Path.of(System.getProperty("tasklog.target", "")).resolve("../../..").normalize();
  }

  /** Makes the tables as a service does, for measurements without one. */
  void migrate() throws SQLException {
    new Migrations(database.dataSource(), READ.migrations(project()), READ.truth()).migrate("latest");
  }

  Service serve() throws IOException {
    return serve(Ports.free(), Map.of());
  }

  /** @param environment beside ours */
  public Service serve(int port, Map<String, String> environment) throws IOException {
    var log = Files.createTempFile("tasklog-bench-projection", ".log");
    var options = new ArrayList<>(SERVING);
    options.addAll(java);
    var builder = program(options, SERVICE).redirectOutput(log.toFile());
    builder.environment().put("TASKLOG_PROJECTION_PORT", Integer.toString(port));
    builder.environment().put("TASKLOG_PROJECTION_MANAGEMENT_PORT", Integer.toString(Ports.free()));
    builder.environment().putAll(environment);
    return new Service(builder.start(), log);
  }

  /** A program of ours that works with the service's classes and settings, in a JVM like that of the service. */
  public Process run(String main, List<String> arguments) throws IOException {
    var options = new ArrayList<>(SERVING);
    options.addAll(java);
    return program(options, System.getProperty("java.class.path"), main, arguments).inheritIO().start();
  }

  /**
   * Rebuilds all views.
   *
   * @param differs whether the rows may be others than those that are there
   * @return seconds, from the start of the process to its end
   */
  double rebuild(boolean differs) throws IOException, InterruptedException {
    var options = new ArrayList<>(REBUILDING);
    options.addAll(java);
    var log = Files.createTempFile("tasklog-bench-rebuild", ".log");
    var target = target();
    var begin = System.nanoTime();
    var status = Program.of("projection-service", target).another("rebuild").run(target.resolve("recording"),
        options,
        all -> rebuild(all, differs, log));
    if (status != 0) throw new NotMeasurable("The rebuild has failed:\n" + Files.readString(log));
    Files.delete(log);
    return (System.nanoTime() - begin) / 1e9;
  }

  private int rebuild(List<String> options, boolean differs, Path log) throws InterruptedException {
    try {
      var builder = differs ? program(options, REBUILD, "--accept-differences") : program(options, REBUILD);
      if (show) builder.inheritIO();
      else builder.redirectOutput(log.toFile());
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path target() {
    return project().resolve("projection-service/target");
  }

  private ProcessBuilder program(List<String> options, String main, String... arguments) throws IOException {
    return program(options, "", main, List.of(arguments));
  }

  /** @param classPath behind that of the service */
  private ProcessBuilder program(List<String> options, String classPath, String main, List<String> arguments)
      throws IOException {
    var target = target();
    var command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", target.resolve("projection-service.jar") + File.pathSeparator
        + Files.readString(target.resolve("classpath"))
        + (classPath.isEmpty() ? "" : File.pathSeparator + classPath), main));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    return builder;
  }

  private Map<String, String> environment() {
    return new HashMap<>(
        Map.of("TASKLOG_READ_DB_URL", database.url(), "TASKLOG_READ_DB_USER", database.user(),
            "TASKLOG_READ_DB_PASSWORD", database.password(), "TASKLOG_KAFKA_BOOTSTRAP", brokers,
            "TASKLOG_STREAM_GENERATION", Integer.toString(generation),
            "TASKLOG_POSTGRES_PLAINTEXT", "true", "TASKLOG_KAFKA_PLAINTEXT", "true"));
  }
}
