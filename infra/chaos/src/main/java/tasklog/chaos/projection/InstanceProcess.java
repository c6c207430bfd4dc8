package tasklog.chaos.projection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tasklog.chaos.server.Database;
import tasklog.chaos.server.KillableJvm;
import tasklog.local.ChildJvm;
import tasklog.local.LocalPostgres;
import tasklog.local.Ports;

/** An instance of the service, whole and with the settings that it always has, and whoever starts it again. */
final class InstanceProcess implements AutoCloseable {

  private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xshare:auto", "--enable-native-access=ALL-UNNAMED");

  /** By this the database tells one instance from the other. */
  private static final String NAME = "--spring.datasource.hikari.data-source-properties.ApplicationName=";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration FAREWELL = Duration.ofSeconds(40);
  private static final Pattern LAG = Pattern.compile("tasklog_feed_lag_seconds\\{[^}]*} (\\S+)");

  private final KillableJvm jvm;
  private final HttpClient http;
  private final int management = Ports.free();
  private boolean served;

  InstanceProcess(Path home, String name, String classPath, Database read, String bootstrap,
      HttpClient http) {
    this.http = http;
    this.jvm = new KillableJvm(new ChildJvm(home, name, OPTIONS, classPath,
        "tasklog.projection.ProjectionServiceApplication", List.of(NAME + name),
        environment(read, bootstrap)));
  }

  private Map<String, String> environment(Database read, String bootstrap) {
    return Map.ofEntries(
        Map.entry("SERVER_ADDRESS", "127.0.0.1"),
        Map.entry("TASKLOG_PROJECTION_PORT", Integer.toString(Ports.free())),
        Map.entry("TASKLOG_PROJECTION_MANAGEMENT_PORT", Integer.toString(management)),
        Map.entry("TASKLOG_READ_DB_URL", read.url()),
        Map.entry("TASKLOG_READ_DB_USER", LocalPostgres.USER),
        Map.entry("TASKLOG_KAFKA_BOOTSTRAP", bootstrap),
        Map.entry("TASKLOG_POSTGRES_PLAINTEXT", "true"),
        Map.entry("TASKLOG_KAFKA_PLAINTEXT", "true"));
  }

  /** Whether it serves; from then on it is expected to live through everything but its own end. */
  boolean isReady() throws InterruptedException {
    served |= !jvm.isPaused() && status("health/readiness") == 200;
    return served && !jvm.isPaused();
  }

  /** Whether it says that it lives and serves, or is not expected to. */
  boolean isHealthy(String... groups) throws InterruptedException {
    if (!served || jvm.isPaused()) return true;
    for (var group : groups) {
      if (status("health/" + group) != 200) return false;
    }
    return true;
  }

  /** Of the view and the partition that are furthest behind; NaN when it does not say. */
  double lagInSeconds() throws InterruptedException {
    try {
      return LAG.matcher(http.send(request("prometheus"), BodyHandlers.ofString()).body()).results()
          .mapToDouble(found -> Double.parseDouble(found.group(1))).max().orElse(Double.NaN);
    } catch (IOException _) {
      return Double.NaN;
    }
  }

  /** 0 when there is no answer. */
  private int status(String path) throws InterruptedException {
    try {
      return http.send(request(path), BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    }
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/actuator/" + path))
        .timeout(PATIENCE).build();
  }

  /** Starts it again if it has ended by itself, as it does where it finds no database when it starts. */
  void tend() {
    if (!jvm.isPaused() && !jvm.isAlive()) start();
  }

  /** {@code kill -9}. */
  void kill() {
    jvm.kill();
    served = false;
  }

  /** In order. */
  void leave() {
    jvm.stop(FAREWELL);
    served = false;
  }

  void start() {
    served = false;
    jvm.start();
  }

  void pause() {
    jvm.pause();
  }

  void resume() {
    jvm.resume();
  }

  @Override
  public String toString() {
    return jvm.toString();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
