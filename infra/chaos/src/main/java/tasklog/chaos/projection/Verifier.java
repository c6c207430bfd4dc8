package tasklog.chaos.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tasklog.chaos.server.Database;
import tasklog.local.LocalPostgres;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code infra/tasklog verify} on the running system: compares every row with a fold of the log that shares no code with
 * the services, and every offset with the topic.
 *
 * @param errors file for what it says beside its report
 */
record Verifier(BuiltModule cli, Database log, Database read, String bootstrap, Path errors) {

  /**
   * What it has said.
   *
   * @param events      that it has folded
   * @param differences how many there are
   * @param first       the first of them; empty without any
   */
  record Verified(long events, long differences, String first) {}

  /** @throws IllegalStateException when it could not tell */
  Verified run() throws InterruptedException {
    var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dtasklog.root=" + cli.project(), "-cp",
        cli.classPath(), "tasklog.cli.Tasklog", "verify", "--json", "--wait", "120", "--log-url", log.url(),
        "--read-url", read.url(), "--kafka", bootstrap).redirectError(errors.toFile());
    builder.environment().putAll(Map.of("TASKLOG_LOG_DB_USER", LocalPostgres.USER, "TASKLOG_READ_DB_USER",
        LocalPostgres.USER));
    try {
      var process = builder.start();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      if (!List.of(0, 1).contains(code))
        throw new IllegalStateException("verify could not tell, see " + errors);
      return verified(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Verified verified(String said) {
    try {
      var report = JsonMapper.shared().readTree(said);
      var first = report.required("first");
      return new Verified(report.required("events").asLong(), report.required("differences").asLong(),
          first.isNull() ? "" : first.toString());
    } catch (JacksonException e) {
      throw new IllegalStateException("verify did not end with a report, see " + errors + ": " + said, e);
    }
  }
}
