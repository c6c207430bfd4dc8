package tasklog.bench.baseline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.apache.commons.io.file.PathUtils;
import tasklog.bench.load.Measured;
import tasklog.bench.server.Database;

/** The same inserts by PostgreSQL's own tool, where it is installed: it shows that Java is not what limits them. */
public final class PgBench {

  private final Path program;
  private final Database database;

  private PgBench(Path program, Database database) {
    this.program = program;
    this.database = database;
  }

  /** @param database that the plain inserts go into */
  public static Optional<PgBench> installed(Database database) {
    var onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).map(Path::of);
    return Stream.concat(onPath, ofDebian()).map(folder -> folder.resolve("pgbench"))
        .filter(Files::isExecutable).findFirst().map(program -> new PgBench(program, database));
  }

  private static Stream<Path> ofDebian() {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions.map(version -> version.resolve("bin")).sorted(Comparator.reverseOrder()).toList()
          .stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  /** @param seconds are rounded up */
  public Measured run(int callers, double seconds, String payload) throws InterruptedException {
    try {
      var folder = Files.createTempDirectory("tasklog-pgbench-");
      try {
        return run(folder, callers, (int) Math.ceil(seconds), payload);
      } finally {
        PathUtils.deleteDirectory(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Measured run(Path folder, int callers, int seconds, String payload)
      throws IOException, InterruptedException {
    var script = Files.writeString(folder.resolve("insert.sql"), PlainInserts.INSERT.replace("(?, ?, ?, ?)",
        "(gen_random_uuid(), gen_random_uuid(), 'tasklog.TaskCreated', :payload)"));
    var builder = new ProcessBuilder(program.toString(), "-h", database.host(), "-p", database.port() + "",
        "-U", database.user(), "-c", callers + "", "-j", "2", "-n", "-M", "prepared", "-T", seconds + "",
        "-l",
        "-D", "payload=" + payload, "-f", script.toString(), database.name()).directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("PGPASSWORD", database.password());
    if (builder.start().waitFor() != 0)
      throw new IllegalStateException(Files.readString(folder.resolve("output")));
    return new Measured(latencies(folder), seconds, callers, 0);
  }

  /** Each line of its logs is one transaction; the third word is how long it took, in microseconds. */
  private static Histogram latencies(Path folder) throws IOException {
    var latency = new Histogram(3);
    List<Path> logs = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "pgbench_log.*")) {
      files.forEach(logs::add);
    }
    for (var log : logs) {
      try (var lines = Files.lines(log)) {
        lines.forEach(line -> latency.recordValue(Long.parseLong(line.split(" ", 4)[2]) * 1_000));
      }
    }
    return latency;
  }
}
