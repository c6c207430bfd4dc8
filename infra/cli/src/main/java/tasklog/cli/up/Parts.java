package tasklog.cli.up;

import static tasklog.cli.up.Settings.Port.COMMAND;
import static tasklog.cli.up.Settings.Port.COMMAND_MANAGEMENT;
import static tasklog.cli.up.Settings.Port.KAFKA;
import static tasklog.cli.up.Settings.Port.KAFKA_CONTROLLER;
import static tasklog.cli.up.Settings.Port.POSTGRES;
import static tasklog.cli.up.Settings.Port.PROJECTION;
import static tasklog.cli.up.Settings.Port.PROJECTION_MANAGEMENT;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tasklog.cli.gateway.Gateway;
import tasklog.local.LocalKafka;
import tasklog.local.LocalPostgres;
import tasklog.local.Ports;
import tasklog.local.Program;

/** What a local Tasklog consists of, and where each part finds the others. */
record Parts(Path root, DataFolder data, Settings settings, int port) {

  static final String LOG = "tasklog_log";
  static final String READ = "tasklog_read";

  /** Of the events topic, when it is made. */
  static final String PARTITIONS = "12";

  /** Both, by the names of their folders. */
  static final List<String> SERVICES = List.of("command-service", "projection-service");

  private static final List<String> KAFKA_OPTIONS = List.of("-Xmx384m", "-XX:+UseParallelGC");

  LocalPostgres postgres() {
    var server = LocalPostgres.start(data.of("postgres"), settings.port(POSTGRES), settings.password(),
        Map.of("max_connections", "200", "shared_buffers", "256MB", "max_wal_size", "2GB", "timezone", "UTC",
            "log_timezone", "UTC"));
    for (var database : List.of(LOG, READ)) {
      server.createDatabase(database);
      server.set(database, "tasklog.profile", "local");
    }
    return server;
  }

  LocalKafka kafka() {
    return LocalKafka.start(data.of("kafka"), settings.port(KAFKA), settings.port(KAFKA_CONTROLLER),
        broker().starting(KAFKA_OPTIONS));
  }

  /** Starts each program that has no AOT cache once more, aside, one after the other and at the lowest priority. */
  void recordStarts() throws InterruptedException {
    var aside = data.of("recording");
    command().record(aside);
    projection().record(aside);
    if (broker().isCached()) return;
    broker().record(aside, KAFKA_OPTIONS, options -> LocalKafka
        .start(aside, Ports.free(), Ports.free(), options, Service.AT_LOWEST_PRIORITY).close());
  }

  Service command() {
    var environment = environment(Map.of(
        "TASKLOG_LOG_DB_URL", databaseUrl(LOG),
        "TASKLOG_LOG_DB_USER", LocalPostgres.USER,
        "TASKLOG_LOG_DB_PASSWORD", settings.password(),
        "TASKLOG_COMMAND_PORT", settings.port(COMMAND) + "",
        "TASKLOG_COMMAND_MANAGEMENT_PORT", settings.port(COMMAND_MANAGEMENT) + "",
        "TASKLOG_KEYS_DIR", data.of("keys").toString(),
        "TASKLOG_STREAM_PARTITIONS", PARTITIONS));
    return new Service(program("command-service"), "tasklog.command.CommandServiceApplication",
        data.of("command-service"), settings.port(COMMAND), environment);
  }

  Service projection() {
    var environment = environment(Map.of(
        "TASKLOG_READ_DB_URL", databaseUrl(READ),
        "TASKLOG_READ_DB_USER", LocalPostgres.USER,
        "TASKLOG_READ_DB_PASSWORD", settings.password(),
        "TASKLOG_PROJECTION_PORT", settings.port(PROJECTION) + "",
        "TASKLOG_PROJECTION_MANAGEMENT_PORT", settings.port(PROJECTION_MANAGEMENT) + "",
        "TASKLOG_COMMAND_URL", "http://127.0.0.1:" + settings.port(COMMAND),
        "TASKLOG_JWKS_URI", "http://127.0.0.1:" + settings.port(COMMAND) + "/.well-known/jwks.json"));
    return new Service(program("projection-service"), "tasklog.projection.ProjectionServiceApplication",
        data.of("projection-service"), settings.port(PROJECTION), environment);
  }

  Gateway gateway() {
    return Gateway.start(port, settings.port(COMMAND), settings.port(PROJECTION));
  }

  String databaseUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + settings.port(POSTGRES) + "/" + database;
  }

  private Map<String, String> environment(Map<String, String> own) {
    var environment = new HashMap<>(own);
    environment.putAll(Map.of(
        "SPRING_PROFILES_ACTIVE", "local",
        // Nothing of it leaves this machine.
        "TASKLOG_POSTGRES_PLAINTEXT", "true",
        "TASKLOG_KAFKA_PLAINTEXT", "true",
        "SERVER_ADDRESS", "127.0.0.1",
        "MANAGEMENT_SERVER_ADDRESS", "127.0.0.1",
        "TASKLOG_KAFKA_BOOTSTRAP", "127.0.0.1:" + settings.port(KAFKA)));
    return Map.copyOf(environment);
  }

  private Program broker() {
    return Program.ofOurs("kafka", root.resolve("infra/cli/target"));
  }

  private Program program(String module) {
    return Program.of(module, root.resolve(module).resolve("target"));
  }
}
