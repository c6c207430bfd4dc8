package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The service and its database. */
class ConnectionsIT extends AccountService {

  private static final String OURS = """
       FROM pg_stat_activity
      WHERE application_name = 'tasklog-command' AND datname = current_database() AND pid <> pg_backend_pid()""";

  @Autowired
  private Map<String, HealthIndicator> checks;

  @Autowired
  private HikariDataSource pool;

  @Test
  void its_schema_is_what_its_migrations_make() {
    assertThat(checks.get("schemaCheck").health()).isEqualTo(Health.up().build());
  }

  @Test
  void its_pool_is_that_of_both_services() {
    assertThat(pool.getMinimumIdle()).isEqualTo(5);
    assertThat(pool.getMaximumPoolSize()).isEqualTo(15);
    assertThat(pool.getDataSourceProperties()).containsKeys("socketTimeout", "options");
  }

  /** Those of the writer and of the listener too. */
  @Test
  void reads_and_writes_go_on_after_all_its_idle_sessions_were_killed() {
    var email = newEmail();
    register(email, PASSWORD);
    var token = tokenOf(email);
    // A connection is trusted unseen for half a second after it was used.
    await().until(() -> jdbc.sql("SELECT count(*) = 0" + OURS
        + " AND state_change > clock_timestamp() - interval '0.6 s'").query(Boolean.class).single());
    assertThat(jdbc.sql("SELECT pg_terminate_backend(pid)" + OURS).query(Boolean.class).list())
        .hasSizeGreaterThan(4);
    IntStream.range(0, 20).forEach(_ -> assertThat(me(token).status()).isEqualTo(200));
    assertThat(register(newEmail(), PASSWORD).status()).isEqualTo(201);
  }
}
