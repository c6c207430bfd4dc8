package tasklog.projection.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.projection.History;
import tasklog.projection.QueryService;
import tasklog.testkit.TestPostgres;

/** What holds of all queries, and of the service that answers them. */
class QueriesIT extends QueryService {

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;
  @Autowired
  private Map<String, HealthIndicator> checks;
  @Autowired
  private HealthContributorRegistry known;
  @Autowired
  private HealthEndpointGroups groups;
  @Autowired
  private HikariDataSource pool;

  @Test
  void nobody_sees_the_tasks_of_another_owner_on_any_path() {
    var task = History.task();
    var tag = tag();
    var position = publish(History.created(owner, task), new TagCreated(owner, tag, "Mine"));
    get("/v1/tasks", token(position));
    get("/v1/tasks/" + task + "/history", token(position));
    get("/v1/tags", token(position));
    var stranger = History.owner();
    var cases = Map.of(
        "/v1/tasks", "{\"items\":[]}",
        "/v1/tasks/{id}", "task_not_found",
        "/v1/tasks/{id}/history", "task_not_found",
        "/v1/events", "{\"items\":[]",
        "/v1/tasks/counts", "\"total\":0",
        "/v1/tags", "{\"items\":[]}",
        "/v1/tags/{id}", "tag_not_found");
    assertThat(mappings.getHandlerMethods().entrySet().stream()
        .filter(mapping -> mapping.getValue().getBeanType().getPackageName().startsWith("tasklog.projection"))
        .flatMap(mapping -> mapping.getKey().getPatternValues().stream()).distinct())
        .containsExactlyInAnyOrderElementsOf(cases.keySet());
    cases.forEach((path, expected) -> {
      var named = path.replace("{id}", path.contains("tags") ? tag.toString() : task.toString());
      assertThat(get(named).body()).doesNotContain(expected);
      assertThat(as(stranger, named).body()).contains(expected);
    });
    assertThat(as(stranger, "/v1/tasks/" + task).statusCode()).isEqualTo(404);
  }

  @Test
  void an_id_that_is_none_names_nothing() {
    assertThat(get("/v1/tasks/42").statusCode()).isEqualTo(404);
    assertThat(code(get("/v1/tasks/42"))).isEqualTo("task_not_found");
    assertThat(code(get("/v1/tags/42"))).isEqualTo("tag_not_found");
  }

  @Test
  void operators_see_health_and_metrics_on_a_port_of_their_own() {
    var health = management("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(management("/actuator/prometheus").body())
        .contains("tasklog_feed_stopped_partitions{view=\"task\"} 0.0");
    assertThat(
        send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build()).body())
        .isEqualTo("{\"status\":\"up\",\"database\":\"up\"}");
  }

  /** Neither asks what has stopped, is parked or lags, or for Kafka. Red when liveness asks for the database. */
  @Test
  void it_lives_by_itself_and_is_ready_by_its_database_only() {
    assertThat(members("liveness")).containsExactly("livenessState");
    assertThat(members("readiness")).containsExactlyInAnyOrder("readinessState", "db");
  }

  private List<String> members(String group) {
    var asked = requireNonNull(groups.get(group));
    return known.stream().map(check -> check.name()).filter(asked::isMember).toList();
  }

  @Test
  void a_database_that_was_away_is_used_again_and_nothing_is_missed() {
    var task = History.task();
    get("/v1/tasks", token(publish(History.created(owner, task))));
    try {
      allowConnections(false);
      await().atMost(LONG).until(() -> get("/v1/tasks").statusCode() == 503);
      assertThat(code(get("/v1/tasks/" + task))).isEqualTo("service_unavailable");
      publish(new TaskRetitled(owner, task, "Meanwhile"));
    } finally {
      allowConnections(true);
    }
    await().atMost(LONG).until(() -> get("/v1/tasks").statusCode() == 200);
    await().atMost(LONG).until(() -> get("/v1/tasks/" + task).body().contains("Meanwhile"));
    assertThat(management("/actuator/health").statusCode()).isEqualTo(200);
  }

  /** A server that refuses this database, and has closed what was open. */
  private static void allowConnections(boolean allowed) {
    var server = JdbcClient.create(TestPostgres.server().dataSource());
    server.sql("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS " + allowed).update();
    if (!allowed) {
      server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")
          .param(DATABASE.name())
          .query((row, _) -> row.getBoolean(1)).list();
    }
  }

  @Test
  void its_schema_is_what_its_migrations_make() {
    assertThat(requireNonNull(checks.get("schemaCheck")).health()).isEqualTo(Health.up().build());
  }

  /** Less than session.timeout.ms: who is paused in a transaction keeps nobody longer from it than who is killed. */
  @Test
  void who_stands_still_in_a_transaction_loses_it_before_its_partitions() {
    assertThat(JdbcClient.create(pool).sql("SHOW idle_in_transaction_session_timeout").query(String.class)
        .single()).isEqualTo("5s");
    assertThat(JdbcClient.create(pool).sql("SHOW lock_timeout").query(String.class).single())
        .isEqualTo("10s");
  }

  @Test
  void queries_go_on_after_all_idle_sessions_were_killed() {
    var task = History.task();
    var position = publish(History.created(owner, task));
    assertThat(get("/v1/tasks/" + task, token(position)).statusCode()).isEqualTo(200);
    assertThat(pool.getMinimumIdle()).isEqualTo(5);
    assertThat(pool.getMaximumPoolSize()).isEqualTo(15);
    var beside = JdbcClient.create(DATABASE.dataSource());
    var ours = " FROM pg_stat_activity WHERE application_name = 'tasklog-projection' AND datname = current_database()";
    // A connection is trusted unseen for half a second after it was used.
    await().until(() -> beside.sql("SELECT count(*) = 0" + ours
        + " AND state_change > clock_timestamp() - interval '0.6 s'").query(Boolean.class).single());
    assertThat(beside.sql("SELECT pg_terminate_backend(pid)" + ours).query(Boolean.class).list())
        .hasSizeGreaterThan(4);
    IntStream.range(0, 20).forEach(_ -> assertThat(get("/v1/tasks/" + task).statusCode()).isEqualTo(200));
    var second = publish(new TaskRetitled(owner, task, "Again"));
    assertThat(get("/v1/tasks/" + task, token(second)).body()).contains("Again");
  }
}
