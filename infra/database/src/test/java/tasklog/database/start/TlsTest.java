package tasklog.database.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.local.LocalPostgres;
import tasklog.local.Ports;
import tasklog.testkit.TestDatabase;

/** The pool of both services, on a PostgreSQL that has a certificate for localhost. */
class TlsTest {

  @TempDir
  private static Path folder;

  private static LocalPostgres server;
  private static Certificates own;
  private static Certificates other;

  @BeforeAll
  static void start() throws Exception {
    own = Certificates.of(folder, "localhost");
    other = Certificates.of(folder, "elsewhere");
    server = LocalPostgres.start(Files.createDirectory(folder.resolve("postgres")), Ports.free(), "a secret",
        Map.of("ssl", "on", "ssl_cert_file", own.certificate().toString(), "ssl_key_file",
            own.key().toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void a_service_talks_to_the_server_that_it_knows_and_nobody_can_listen() {
    withPool("localhost", own.certificate(), client -> assertThat(client.sql("""
        SELECT version FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()""").query(String.class).single())
        .isEqualTo("TLSv1.3"));
  }

  @Test
  void a_server_by_another_name_is_refused() {
    withPool("127.0.0.1", own.certificate(), client -> assertThatThrownBy(
        () -> client.sql("SELECT 1").query().singleValue()).rootCause().hasMessageContaining("127.0.0.1"));
  }

  @Test
  void a_server_that_somebody_else_vouches_for_is_refused() {
    withPool("localhost", other.certificate(), client -> assertThatThrownBy(
        () -> client.sql("SELECT 1").query().singleValue()).rootCause()
        .hasMessageContaining("unable to find valid certification path"));
  }

  private interface Use {
    void of(JdbcClient client);
  }

  private static void withPool(String host, Path certificate, Use use) {
    var database = new TestDatabase(host, server.port(), LocalPostgres.USER, LocalPostgres.USER, "a secret");
    PoolTest.withPool(database, database.url() + "?sslmode=verify-full&sslrootcert=" + certificate,
        pool -> use.of(JdbcClient.create(pool)), "spring.datasource.hikari.connection-timeout=1000",
        "spring.datasource.hikari.initialization-fail-timeout=-1");
  }
}
