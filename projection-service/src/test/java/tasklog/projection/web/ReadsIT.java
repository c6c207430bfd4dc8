package tasklog.projection.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.projection.History;
import tasklog.projection.QueryService;
import tasklog.web.input.ConsistencyToken;

/** How old an answer is, and what it waits for. */
class ReadsIT extends QueryService {

  @Test
  void every_answer_says_what_it_reflects_and_how_old_that_is() {
    STREAM.heartbeat(Instant.now());
    var task = History.task();
    var position = publish(History.created(owner, task));
    get("/v1/tasks", token(position));
    get("/v1/tasks/" + task + "/history", token(position));
    get("/v1/tags", token(position));
    await().until(() -> get("/v1/tasks").headers().firstValue("Projection-Lag-Ms").isPresent());
    for (var path : List.of("/v1/tasks", "/v1/tasks/" + task, "/v1/tasks/counts",
        "/v1/tasks/" + task + "/history",
        "/v1/events", "/v1/tasks/" + History.task(), "/v1/tasks/" + History.task() + "/history", "/v1/tags",
        "/v1/tags/" + tag())) {
      var answer = get(path);
      assertThat(ConsistencyToken.parse(header(answer, "Consistency-Token")))
          .isEqualTo(ConsistencyToken.of(STREAM.log(), position));
      assertThat(Long.parseLong(header(answer, "Projection-Lag-Ms"))).isNotNegative();
    }
  }

  @Test
  void the_lag_of_answers_is_that_of_the_metrics_and_whoever_lags_is_ready() throws SQLException {
    var task = History.task();
    var path = "/v1/tasks/" + task;
    publish(History.created(owner, task));
    STREAM.heartbeat(Instant.now());
    await().atMost(LONG).until(() -> lag("events") == 0 && lagOf(get(path)) >= 0);
    try (var beside = DATABASE.dataSource().getConnection(); var lock = beside.createStatement()) {
      beside.setAutoCommit(false);
      lock.execute("LOCK TABLE task IN SHARE MODE");
      publish(new TaskRetitled(owner, task, "Later"));
      STREAM.heartbeat(Instant.now());
      await().atMost(LONG).until(() -> lag("events") > 0);
      var before = lagOf(get(path));
      var shown = Math.round(lag("seconds") * 1_000);
      assertThat(shown).isBetween(before, lagOf(get(path)));
      assertThat(management("/actuator/health/readiness").statusCode()).isEqualTo(200);
      beside.rollback();
    }
    await().atMost(LONG).until(() -> lag("events") == 0);
    assertThat(get(path).body()).contains("Later");
  }

  /** Of the view of tasks, on the partition that is furthest behind. */
  private double lag(String unit) {
    return Pattern.compile("tasklog_feed_lag_" + unit + "\\{[^}]*view=\"task\"[^}]*} (\\S+)")
        .matcher(management("/actuator/prometheus").body()).results()
        .mapToDouble(found -> Double.parseDouble(found.group(1))).max().orElse(Double.NaN);
  }

  /** -1 where it is not known. */
  private static long lagOf(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("Projection-Lag-Ms").orElse(-1);
  }

  @Test
  void a_read_waits_for_what_its_client_has_written() {
    var task = History.task();
    var created = HISTORY.append(History.created(owner, task));
    var waiting = HTTP.sendAsync(request(owner, "/v1/tasks/" + task, "Consistency-Token",
        token(created.getFirst().position()), "Prefer", "wait=20"), BodyHandlers.ofString());
    STREAM.publish(created);
    var answer = waiting.join();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Preference-Applied")).isEqualTo("wait=10");
  }

  @Test
  void a_read_that_would_wait_too_long_says_so() {
    var answer = get("/v1/tasks", token(1_000_000_000), "Prefer", "wait=0");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(code(answer)).isEqualTo("projection_behind");
    assertThat(header(answer, "Retry-After")).isEqualTo("1");
  }

  @Test
  void a_token_of_another_log_is_refused_by_a_code_of_its_own() {
    get("/v1/tasks", token(publishMany(1)));
    var answer = get("/v1/tasks", ConsistencyToken.of(UUID.randomUUID(), 1).toString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("foreign_consistency_token");
    assertThat(code(get("/v1/tasks", "nonsense"))).isEqualTo("malformed_consistency_token");
  }
}
