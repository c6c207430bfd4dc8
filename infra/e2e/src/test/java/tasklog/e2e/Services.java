package tasklog.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tasklog.local.ChildJvm;
import tasklog.local.ChildProcess;
import tasklog.local.Ports;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;
import tools.jackson.databind.JsonNode;

/**
 * Both services as processes of their own, from the jars that were just built, on databases and a generation of the
 * topic that nobody else uses.
 */
final class Services implements AutoCloseable {

  private static final String ADMINISTRATOR = "admin@example.org";

  private static final AtomicInteger GENERATIONS = new AtomicInteger();
  private static @Nullable Services shared;
  private static final List<String> FAST_START = List.of("-Xmx384m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xshare:auto", "-Duser.timezone=Pacific/Chatham", "-Duser.language=tr", "-Duser.country=TR");

  private final ChildProcess command;
  private final ChildProcess projection;
  private final Client client;

  private final List<Integer> managementPorts;
  private final int generation;
  private final Path home;
  private final Map<String, String> environment;
  private @Nullable String administrator;

  private Services(Path home, Map<String, String> environment, ChildProcess command, ChildProcess projection,
      Client client, List<Integer> managementPorts, int generation) {
    this.home = home;
    this.environment = environment;
    this.command = command;
    this.projection = projection;
    this.client = client;
    this.managementPorts = managementPorts;
    this.generation = generation;
  }

  /** For every test that neither breaks them nor needs them to itself; they end with this JVM. */
  static synchronized Services shared() {
    if (shared == null) {
      shared = start();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  static Services start() {
    var home = Path.of("target", "services-" + System.getProperty("tasklog.fork", "one") + "-"
        + GENERATIONS.incrementAndGet()).toAbsolutePath();
    var environment = environment(home);
    var command = jvm(home, "command-service", "tasklog.command.CommandServiceApplication", environment)
        .start();
    var projection = jvm(home, "projection-service", "tasklog.projection.ProjectionServiceApplication",
        environment).start();
    var client = new Client("http://127.0.0.1:" + environment.get("TASKLOG_COMMAND_PORT"),
        "http://127.0.0.1:" + environment.get("TASKLOG_PROJECTION_PORT"));
    await(command, client.commandUrl(), home);
    await(projection, client.queryUrl(), home);
    client.awaitReadSide();
    var management = Stream.of("COMMAND", "PROJECTION")
        .map(service -> Integer.parseInt(environment.get("TASKLOG_" + service + "_MANAGEMENT_PORT")))
        .toList();
    return new Services(home, environment, command, projection, client, management,
        Integer.parseInt(environment.get("TASKLOG_STREAM_GENERATION")));
  }

  /** One more command service of the same log, with a client that writes through it. */
  record AnotherCommandService(ChildProcess process, Client client) implements AutoCloseable {

    @Override
    public void close() {
      process.stop(Duration.ofSeconds(10));
    }
  }

  AnotherCommandService startAnotherCommandService() {
    var here = home.resolve("another-" + UUID.randomUUID());
    var its = new HashMap<>(environment);
    its.put("TASKLOG_COMMAND_PORT", Integer.toString(Ports.free()));
    its.put("TASKLOG_COMMAND_MANAGEMENT_PORT", Integer.toString(Ports.free()));
    var process = jvm(here, "command-service", "tasklog.command.CommandServiceApplication", its).start();
    var another = new Client("http://127.0.0.1:" + its.get("TASKLOG_COMMAND_PORT"), client.queryUrl());
    await(process, another.commandUrl(), here);
    return new AnotherCommandService(process, another);
  }

  /** A rebuild of read tables, in a process of its own. */
  record Rebuild(ChildProcess process, Path log) implements AutoCloseable {

    String said() {
      try {
        return Files.exists(log) ? Files.readString(log) : "";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.stop(Duration.ZERO);
    }
  }

  Rebuild rebuild(String... views) {
    var jvm = new ChildJvm(home.resolve("rebuild-" + UUID.randomUUID()), "rebuild", FAST_START,
        classPath("projection-service"), "tasklog.projection.feed.rebuild.RebuildProgram", List.of(views),
        environment);
    return new Rebuild(jvm.start(), jvm.log());
  }

  /** To the database of the read side. */
  Connection readSide() throws SQLException {
    return DriverManager.getConnection(String.valueOf(environment.get("TASKLOG_READ_DB_URL")),
        environment.get("TASKLOG_READ_DB_USER"), environment.get("TASKLOG_READ_DB_PASSWORD"));
  }

  /** Every path of both services, as {@code "GET /v1/tasks"}. */
  Set<String> mappings() {
    return managementPorts.stream()
        .flatMap(port -> Client.get("http://127.0.0.1:" + port + "/actuator/mappings").json()
            .findValues("requestMappingConditions").stream())
        .flatMap(conditions -> conditions.get("methods").values().stream().flatMap(method -> conditions
            .get("patterns").values().stream()
            .map(pattern -> method.stringValue() + " " + pattern.stringValue())))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Every metric of the services' own, by its name: what the management ports say of it. */
  Map<String, JsonNode> metrics() {
    var metrics = new TreeMap<String, JsonNode>();
    for (var port : managementPorts) {
      var path = "http://127.0.0.1:" + port + "/actuator/metrics";
      Client.get(path).json().get("names").values().stream().map(JsonNode::stringValue)
          .filter(name -> name.startsWith("tasklog."))
          .forEach(name -> metrics.put(name, Client.get(path + "/" + name).json()));
    }
    return metrics;
  }

  Client client() {
    return client;
  }

  /** Their settings, as environment variables. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Of the topics that they use. */
  int generation() {
    return generation;
  }

  /** A token of the administrator, who registers when first asked for. */
  synchronized String administrator() {
    if (administrator == null) administrator = client.newToken(ADMINISTRATOR);
    return administrator;
  }

  @Override
  public void close() {
    projection.stop(Duration.ofSeconds(10));
    command.stop(Duration.ofSeconds(10));
  }

  private static void await(ChildProcess process, String url, Path home) {
    if (!process.await(() -> Client.isUp(url), Duration.ofSeconds(60))) {
      throw new IllegalStateException("A service did not start, see " + home);
    }
  }

  private static Map<String, String> environment(Path home) {
    var log = TestPostgres.newDatabase("e2e_log");
    var read = TestPostgres.newDatabase("e2e_read");
    var environment = new HashMap<String, String>();
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    environment.put("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,mappings,metrics");
    environment.put("TASKLOG_LOG_DB_URL", log.url());
    environment.put("TASKLOG_LOG_DB_USER", log.username());
    environment.put("TASKLOG_LOG_DB_PASSWORD", log.password());
    environment.put("TASKLOG_READ_DB_URL", read.url());
    environment.put("TASKLOG_READ_DB_USER", read.username());
    environment.put("TASKLOG_READ_DB_PASSWORD", read.password());
    environment.put("TASKLOG_POSTGRES_PLAINTEXT", "true");
    environment.put("TASKLOG_KAFKA_PLAINTEXT", "true");
    environment.put("TASKLOG_KAFKA_BOOTSTRAP", TestKafka.bootstrapServers());
    environment.put("TASKLOG_STREAM_GENERATION", Integer.toString(GENERATIONS.get()));
    environment.put("TASKLOG_STREAM_PARTITIONS", "4");
    environment.put("TASKLOG_ADMINISTRATOR", ADMINISTRATOR);
    // All tests come from one address, and are more than one client may be.
    environment.put("TASKLOG_ACCOUNT_LIMITS_REGISTRATIONSPERADDRESS_ATTEMPTS", "10000");
    environment.put("TASKLOG_ACCOUNT_LIMITS_LOGINSPERADDRESS_ATTEMPTS", "10000");
    environment.put("TASKLOG_KEYS_DIR", home.resolve("keys").toString());
    for (var port : List.of("COMMAND", "COMMAND_MANAGEMENT", "PROJECTION", "PROJECTION_MANAGEMENT")) {
      environment.put("TASKLOG_" + port + "_PORT", Integer.toString(Ports.free()));
    }
    var command = "http://127.0.0.1:" + environment.get("TASKLOG_COMMAND_PORT");
    environment.put("TASKLOG_COMMAND_URL", command);
    environment.put("TASKLOG_JWKS_URI", command + "/.well-known/jwks.json");
    return environment;
  }

  private static ChildJvm jvm(Path home, String module, String mainClass, Map<String, String> environment) {
    return new ChildJvm(home.resolve(module), module, FAST_START, classPath(module), mainClass, List.of(),
        environment);
  }

  /** The jar of a module and what it depends on, as its build has noted them. */
  private static String classPath(String module) {
    var target = Path.of("..", "..", module, "target").toAbsolutePath().normalize();
    try {
      return target.resolve(module + ".jar") + File.pathSeparator
          + Files.readString(target.resolve("classpath"));
    } catch (IOException e) {
      throw new UncheckedIOException("Build the services first: ./mvnw -DskipTests package", e);
    }
  }
}
