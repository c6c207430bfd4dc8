package tasklog.cli.up;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tasklog.cli.gateway.Health;
import tasklog.cli.up.Settings.Port;
import tasklog.local.Leftover;
import tasklog.local.LocalPostgres;

/** The Tasklog that {@code tasklog up} keeps in a folder, for other commands to find; it need not be running. */
public final class LocalStack {

  /** Where its data are when nothing else is said, in the project. */
  static final String FOLDER = ".tasklog";

  private final Path folder;
  private final Settings settings;

  private LocalStack(Path folder, Settings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  public static Path defaultFolder(Path project) {
    return project.resolve(FOLDER);
  }

  /** Empty when nothing was ever started in that folder. */
  public static Optional<LocalStack> in(Path folder) {
    return Settings.kept(folder).map(settings -> new LocalStack(folder, settings));
  }

  public Path folder() {
    return folder;
  }

  public String logUrl() {
    return url(Parts.LOG);
  }

  public String readUrl() {
    return url(Parts.READ);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + settings.port(Port.POSTGRES) + "/" + database;
  }

  public String user() {
    return LocalPostgres.USER;
  }

  public String password() {
    return settings.password();
  }

  public String commandUrl() {
    return "http://127.0.0.1:" + settings.port(Port.COMMAND);
  }

  public String kafka() {
    return "127.0.0.1:" + settings.port(Port.KAFKA);
  }

  /** The variables with which a program of command-service finds its log and Kafka. */
  public Map<String, String> commandEnvironment() {
    return Map.of(
        "TASKLOG_LOG_DB_URL", logUrl(),
        "TASKLOG_LOG_DB_USER", user(),
        "TASKLOG_LOG_DB_PASSWORD", password(),
        "TASKLOG_KAFKA_BOOTSTRAP", kafka(),
        "TASKLOG_POSTGRES_PLAINTEXT", "true",
        "TASKLOG_KAFKA_PLAINTEXT", "true",
        "TASKLOG_STREAM_PARTITIONS", Parts.PARTITIONS);
  }

  /** The variables with which a program of projection-service finds its database and Kafka. */
  public Map<String, String> projectionEnvironment() {
    return Map.of(
        "TASKLOG_READ_DB_URL", readUrl(),
        "TASKLOG_READ_DB_USER", user(),
        "TASKLOG_READ_DB_PASSWORD", password(),
        "TASKLOG_KAFKA_BOOTSTRAP", kafka(),
        "TASKLOG_POSTGRES_PLAINTEXT", "true",
        "TASKLOG_KAFKA_PLAINTEXT", "true");
  }

  /** Stops both services; the {@code tasklog up} that has started them starts them again. */
  public void stopServices() {
    for (var service : Parts.SERVICES) {
      Leftover.stopJvm(folder.resolve(service));
    }
  }

  /** Whether both services came to answer in that time. */
  public boolean awaitServices(Duration patience) {
    long begin = System.nanoTime();
    while (!Health.isUp(settings.port(Port.COMMAND)) || !Health.isUp(settings.port(Port.PROJECTION))) {
      if (System.nanoTime() - begin > patience.toNanos()) return false;
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    return true;
  }
}
