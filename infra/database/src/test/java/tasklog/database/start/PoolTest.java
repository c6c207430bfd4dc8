package tasklog.database.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** The pool as both services have it. */
class PoolTest {

  private static final String PATIENCE = "spring.datasource.hikari.data-source-properties.socketTimeout=1";

  private final TestDatabase database = TestPostgres.newDatabase("pool");
  private final JdbcClient beside = JdbcClient.create(database.dataSource());

  static void withPool(TestDatabase database, String url, Consumer<HikariDataSource> test,
      String... settings) {
    new ApplicationContextRunner()
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
        .withPropertyValues("spring.config.import=classpath:tasklog-connections.yaml",
            "spring.datasource.url=" + url,
            "spring.datasource.username=" + database.username(),
            "spring.datasource.password=" + database.password(),
            "spring.datasource.hikari.data-source-properties.ApplicationName=pool")
        .withPropertyValues(settings)
        .run(context -> test.accept(context.getBean(HikariDataSource.class)));
  }

  @Test
  void has_five_to_fifteen_connections_none_older_than_an_hour() {
    withPool(database, database.url(), pool -> {
      assertThat(pool.getMinimumIdle()).isEqualTo(5);
      assertThat(pool.getMaximumPoolSize()).isEqualTo(15);
      assertThat(pool.getMaxLifetime()).isBetween(Duration.ofMinutes(1).toMillis(),
          Duration.ofMinutes(59).toMillis());
      assertThat(pool.getConnectionTimeout()).isEqualTo(3_000);
      assertThat(pool.getValidationTimeout()).isEqualTo(1_000);
      assertThat(pool.getKeepaliveTime()).isPositive();
      JdbcClient.create(pool).sql("SELECT 1").query().singleValue();
      await().until(() -> sessions() == 5);
      assertThat(Stream.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout").map(
          setting -> JdbcClient.create(pool).sql("SHOW " + setting).query(String.class).single()))
          .containsExactly("20s", "10s", "30s");
    });
  }

  /** Red when connections are not validated: the first five requests fail. */
  @Test
  void requests_go_on_after_all_idle_connections_were_killed() {
    withPool(database, database.url(), pool -> {
      var client = JdbcClient.create(pool);
      client.sql("SELECT 1").query().singleValue();
      await().until(() -> sessions() == 5);
      // Hikari trusts a connection for half a second after it was used.
      await().until(() -> beside.sql("""
          SELECT bool_and(state = 'idle' AND state_change < clock_timestamp() - interval '0.6 s')
            FROM pg_stat_activity WHERE application_name = 'pool' AND datname = current_database()""")
          .query(Boolean.class).single());
      assertThat(beside.sql("""
          SELECT pg_terminate_backend(pid)
            FROM pg_stat_activity WHERE application_name = 'pool' AND datname = current_database()""")
          .query(Boolean.class).list()).hasSize(5);
      IntStream.range(0, 20)
          .forEach(_ -> assertThat(client.sql("SELECT 1").query(Integer.class).single()).isOne());
    });
  }

  @Test
  void nothing_hangs_when_the_server_falls_silent() throws Exception {
    try (var proxy = new SilentProxy(database)) {
      withPool(database, proxy.url(), pool -> {
        var client = JdbcClient.create(pool);
        client.sql("SELECT 1").query().singleValue();
        proxy.silent(true);
        var began = System.nanoTime();
        assertThatThrownBy(() -> client.sql("SELECT 1").query().singleValue())
            .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> client.sql("SELECT 1").query().singleValue())
            .isInstanceOf(CannotGetJdbcConnectionException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        proxy.silent(false);
        await().ignoreExceptions().untilAsserted(
            () -> assertThat(client.sql("SELECT 1").query(Integer.class).single()).isOne());
      }, PATIENCE, "spring.datasource.hikari.connection-timeout=1000");
    }
  }

  /** Red when the pool asks the server which isolation it has: it learns nothing then, and opens no connection again. */
  @Test
  void a_server_that_is_lost_on_the_first_connection_is_found_again() throws Exception {
    try (var proxy = new SilentProxy(database)) {
      proxy.hangUpAt("SHOW TRANSACTION ISOLATION LEVEL");
      withPool(database, proxy.url(), pool -> {
        var client = JdbcClient.create(pool);
        await().ignoreExceptions().untilAsserted(
            () -> assertThat(client.sql("SHOW transaction_isolation").query(String.class).single())
                .isEqualTo("read committed"));
        assertThat(proxy.hasHungUp()).isTrue();
      }, "spring.datasource.hikari.connection-timeout=1000",
          "spring.datasource.hikari.initialization-fail-timeout=-1");
    }
  }

  @Test
  void who_finds_no_connection_is_told_and_does_not_wait_on() {
    withPool(database, database.url(), pool -> {
      try (var _ = pool.getConnection()) {
        assertThatThrownBy(pool::getConnection).hasMessageContaining("Connection is not available");
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }, "spring.datasource.hikari.maximum-pool-size=1", "spring.datasource.hikari.minimum-idle=1",
        "spring.datasource.hikari.connection-timeout=300");
  }

  @Test
  void a_statement_a_lock_and_a_forgotten_transaction_end() {
    var quick = "-c statement_timeout=200ms -c lock_timeout=100ms -c idle_in_transaction_session_timeout=100ms";
    withPool(database, database.url(), pool -> {
      var client = JdbcClient.create(pool);
      assertThatThrownBy(() -> client.sql("SELECT pg_sleep(60)").query().singleValue())
          .hasMessageContaining("statement timeout");
      client.sql("CREATE TABLE held (id integer)").update();
      try (var holder = database.dataSource().getConnection()) {
        holder.setAutoCommit(false);
        holder.createStatement().execute("LOCK TABLE held");
        assertThatThrownBy(() -> client.sql("SELECT count(*) FROM held").query().singleValue())
            .hasMessageContaining("lock timeout");
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
      try (var forgotten = pool.getConnection()) {
        forgotten.setAutoCommit(false);
        forgotten.createStatement().execute("SELECT 1");
        await().until(() -> beside.sql("""
            SELECT NOT EXISTS (
              SELECT FROM pg_stat_activity
               WHERE state = 'idle in transaction' AND datname = current_database())""")
            .query(Boolean.class).single());
        assertThatThrownBy(() -> forgotten.createStatement().execute("SELECT 1"))
            .isInstanceOf(SQLException.class);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }, "spring.datasource.hikari.data-source-properties.options=" + quick);
  }

  private int sessions() {
    return beside.sql("""
        SELECT count(*)::integer
          FROM pg_stat_activity WHERE application_name = 'pool' AND datname = current_database()""")
        .query(Integer.class).single();
  }
}
