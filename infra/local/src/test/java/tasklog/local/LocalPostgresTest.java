package tasklog.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {

  /** One folder for all: each test finds a server that was stopped or killed before. */
  @TempDir
  private static Path home;

  @Test
  void data_are_kept_from_one_start_to_the_next() throws SQLException {
    try (var server = start()) {
      server.createDatabase("kept");
      execute(server, "kept", "CREATE TABLE IF NOT EXISTS t AS SELECT 42 AS answer");
    }
    try (var server = start()) {
      server.createDatabase("kept");
      assertThat(query(server, "kept", "SELECT answer FROM t")).isEqualTo("42");
    }
  }

  @Test
  void what_was_committed_is_there_after_kill_9() throws SQLException {
    var killed = start();
    killed.createDatabase("killed");
    execute(killed, "killed", "CREATE TABLE IF NOT EXISTS t AS SELECT 7 AS answer");
    Commands.signal("KILL", ProcessHandle.of(killed.process().pid()).orElseThrow());
    killed.process().onExit().join();
    try (var server = start()) {
      assertThat(query(server, "killed", "SELECT answer FROM t")).isEqualTo("7");
    }
  }

  @Test
  void a_server_that_was_left_behind_is_stopped_first() throws SQLException {
    var left = start();
    try (var server = start()) {
      assertThat(left.process().isAlive()).isFalse();
      assertThat(query(server, "postgres", "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void a_pid_file_that_names_a_foreign_process_neither_hinders_nor_hurts_it() throws Exception {
    start().close();
    var foreign = new ProcessBuilder("sleep", "600").start();
    try {
      var lines = List.of("" + foreign.pid(), home.resolve("data").toString(), "1700000000", "1", "",
          "127.0.0.1",
          "1 1", "ready");
      Files.write(home.resolve("data/postmaster.pid"), lines);
      start().close();
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void the_server_goes_when_its_owner_is_killed() throws Exception {
    var owner = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Owner.class.getName(), home.toString()).start();
    try (var output = owner.inputReader()) {
      var server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      owner.destroyForcibly();
      await().atMost(20, TimeUnit.SECONDS).until(() -> server.info().commandLine().isEmpty());
    }
    start().close();
  }

  @Test
  void root_can_use_the_same_data_in_a_namespace_and_as_nobody() {
    assumeTrue(Unprivileged.NAMESPACE.works() && Unprivileged.NOBODY.works(), "not root, or in a container");
    for (var user : List.of(Unprivileged.NAMESPACE, Unprivileged.NOBODY, Unprivileged.NAMESPACE)) {
      try (var server = LocalPostgres.start(new PostgresCluster(home, user), Ports.free(), null, Map.of())) {
        assertThat(server.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void a_cluster_that_was_interrupted_in_the_making_is_made_again(@TempDir Path other) throws Exception {
    Files.createDirectories(other.resolve("data.new/base"));
    Files.writeString(other.resolve("data.new/PG_VERSION"), "18");
    try (var server = LocalPostgres.start(other, Ports.free(), "s3cret", LocalPostgres.NOT_DURABLE)) {
      assertThat(DriverManager.getConnection(server.url("postgres"), "postgres", "s3cret").isValid(1))
          .isTrue();
      assertThatThrownBy(() -> DriverManager.getConnection(server.url("postgres"), "postgres", "guess"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void a_taken_port_is_told_in_one_line() throws IOException {
    try (var taken = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> LocalPostgres.start(home, taken.getLocalPort(), null, Map.of()))
          .isInstanceOf(StartFailure.class).hasMessage("Port " + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void why_it_does_not_start_is_told_in_one_line() {
    assertThatThrownBy(() -> LocalPostgres.start(home, Ports.free(), null, Map.of("wal_level", "some")))
        .isInstanceOf(StartFailure.class)
        .hasMessageStartingWith(
            "PostgreSQL does not start: invalid value for parameter \"wal_level\": \"some\"");
  }

  /** The program that is killed. */
  static final class Owner {

    private Owner() {}

    public static void main(String[] args) throws InterruptedException {
      var server = LocalPostgres.start(Path.of(args[0]), Ports.free(), null, Map.of());
      System.out.println(server.process().pid());
      Thread.currentThread().join();
    }
  }

  private static LocalPostgres start() {
    return LocalPostgres.start(home, Ports.free(), null, Map.of());
  }

  private static void execute(LocalPostgres server, String database, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(server.url(database), LocalPostgres.USER, "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(LocalPostgres server, String database, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(server.url(database), LocalPostgres.USER, "");
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
