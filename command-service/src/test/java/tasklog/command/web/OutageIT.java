package tasklog.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tasklog.command.account.AccountService;
import tasklog.testkit.TestPostgres;

/** What a client and whoever runs the service see while the log is away, and afterwards. */
class OutageIT extends AccountService {

  /** A command has five seconds and what the pool takes to say that it has no connection; the rest is a slow machine. */
  private static final long BOUND_SECONDS = 30;

  private final JdbcClient server = JdbcClient.create(TestPostgres.server().dataSource());

  @Autowired
  private HikariDataSource pool;

  @Autowired
  private MeterRegistry meters;

  @Value("${local.management.port}")
  private int managementPort;

  private String token = "";

  @BeforeEach
  void begin() {
    var email = newEmail();
    register(email, PASSWORD);
    token = tokenOf(email);
  }

  @Test
  void without_a_connection_a_write_is_refused_the_service_lives_and_is_not_ready() throws Exception {
    var key = UUID.randomUUID().toString();
    assertThat(health("readiness").status()).isEqualTo(200);
    try (var _ = holdPool(); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var refused = clients.submit(() -> create(key));
      var unavailable = meters.get("tasklog.command.refusals").tag("reason", "store_unavailable").counter();
      var before = unavailable.count();
      var deleted = clients.submit(
          () -> send(HttpMethod.DELETE, "/v1/tasks/" + UUID.randomUUID(), token, null));
      var readiness = clients.submit(() -> health("readiness"));
      assertThat(health("liveness").status()).isEqualTo(200);
      assertThatItIsUnavailable(refused.get());
      assertThat(readiness.get().status()).isEqualTo(503);
      assertThatItIsUnavailable(deleted.get());
      assertThat(unavailable.count()).isEqualTo(before + 1);
    }
    assertThat(health("readiness").status()).isEqualTo(200);
    assertThatItIsDoneOnce(key);
  }

  /** Its database only: the server has sent everybody away, and lets nobody in. */
  @Test
  void while_the_log_is_away_a_write_is_refused_and_its_retry_is_done_once() throws Exception {
    var key = UUID.randomUUID().toString();
    letIn(false);
    try {
      server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
          .param("name", database()).query(Boolean.class).list();
      assertThatItIsUnavailable(create(key));
    } finally {
      letIn(true);
    }
    await().atMost(Duration.ofSeconds(BOUND_SECONDS)).until(() -> me(token).status() == 200);
    assertThatItIsDoneOnce(key);
  }

  @Test
  void what_is_refused_is_counted_by_its_reason() {
    var notFound = meters.get("tasklog.command.refusals").tag("reason", "task_not_found").counter();
    var before = notFound.count();
    assertThat(send(HttpMethod.DELETE, "/v1/tasks/" + UUID.randomUUID(), token, null).status())
        .isEqualTo(404);
    assertThat(notFound.count()).isEqualTo(before + 1);
  }

  @Test
  void no_statement_may_take_longer_than_a_command() {
    assertThat(jdbc.sql("SHOW statement_timeout").query(String.class).single()).isEqualTo("5s");
    assertThat(jdbc.sql("SHOW lock_timeout").query(String.class).single()).isEqualTo("3s");
    assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "6");
  }

  private void assertThatItIsUnavailable(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("code")).isEqualTo("service_unavailable");
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
  }

  private void assertThatItIsDoneOnce(String key) throws Exception {
    var done = create(key);
    assertThat(done.status()).isEqualTo(201);
    var again = create(key);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(done.json());
    assertThat(jdbc.sql("SELECT count(*) FROM event WHERE type = 'tasklog.TaskCreated' AND owner = :owner")
        .param("owner", UUID.fromString(done.text("owner"))).query(Long.class).single()).isOne();
  }

  private Answer create(String key) throws Exception {
    return within(() -> new Answer(http.post().uri("/v1/tasks").header("Authorization", "Bearer " + token)
        .header("Idempotency-Key", key).contentType(MediaType.APPLICATION_JSON).body("{\"title\":\"Once\"}")
        .exchange().returnResult(String.class)));
  }

  private Answer health(String group) throws Exception {
    var management = RestTestClient.bindToServer().baseUrl("http://localhost:" + managementPort).build();
    return within(() -> new Answer(
        management.get().uri("/actuator/health/" + group).exchange().returnResult(String.class)));
  }

  /** Fails when it hangs. */
  private static Answer within(Callable<Answer> request) throws Exception {
    try (var caller = Executors.newVirtualThreadPerTaskExecutor()) {
      return caller.submit(request).get(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private AutoCloseable holdPool() throws SQLException {
    var held = new ArrayList<Connection>();
    while (held.size() < pool.getMaximumPoolSize()) {
      held.add(pool.getConnection());
    }
    return () -> {
      for (var connection : held) {
        connection.close();
      }
    };
  }

  private void letIn(boolean everybody) {
    server.sql("ALTER DATABASE " + database() + " ALLOW_CONNECTIONS " + everybody).update();
  }

  private String database() {
    return pool.getJdbcUrl().replaceFirst(".*/", "");
  }
}
