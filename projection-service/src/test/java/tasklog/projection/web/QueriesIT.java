package tasklog.projection.web;

import static java.util.Objects.requireNonNull;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import tasklog.testkit.TestEventSource;
import tasklog.events.TaskEvent.TaskDescribed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.TasklogJson;
import tasklog.projection.History;
import tasklog.projection.ProjectionServiceApplication;
import tasklog.projection.TestStream;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.task.Scenes;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;
import tasklog.testkit.TestTokens;
import tasklog.web.input.ConsistencyToken;
import tools.jackson.databind.JsonNode;

/** The service as its clients see it, from events on the stream to answers. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = ProjectionServiceApplication.class, properties = {
    "management.server.port=0", "tasklog.sse.heartbeat=1s", "server.tomcat.connection-timeout=3s"})
class QueriesIT {

  private static final TestDatabase DATABASE = TestPostgres.newDatabase("queries");
  private static final TestStream STREAM = new TestStream().create();
  private static final TestTokens TOKENS = TestTokens.own();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final History HISTORY = new History();

  private static final Duration LONG = Duration.ofSeconds(30);

  private final OwnerId owner = History.owner();

  @LocalServerPort
  private int port;
  @LocalManagementPort
  private int managementPort;
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
  @Autowired
  private MeterRegistry meters;

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", DATABASE::url);
    registry.add("spring.datasource.username", DATABASE::username);
    registry.add("spring.datasource.password", DATABASE::password);
    registry.add("spring.kafka.bootstrap-servers", TestKafka::bootstrapServers);
    registry.add("tasklog.stream.generation", STREAM::generation);
    registry.add("tasklog.security.jwks-uri", TOKENS::serve);
  }

  @AfterAll
  static void close() {
    TOKENS.close();
    STREAM.close();
  }

  @Test
  void a_task_is_answered_as_the_contract_has_it() {
    var task = History.task();
    var tag = new TagId(UUID.randomUUID());
    var position = publish(new TaskCreated(owner, task, "Ünïcödé 🚀\r\n", "", Status.COMPLETED,
        Priority.URGENT,
        Instant.parse("0001-01-01T00:00:00Z"), List.of(tag), Attributes.parse("{\"b\":1.50,\"a\":[null]}"),
        Instant.parse("9999-12-31T23:59:59.999999Z")));
    var answer = get("/v1/tasks/" + task, token(position));
    var time = TasklogJson.TIME.format(History.START.plusSeconds(position - 1));
    assertThat(answer.body()).isEqualTo("{\"id\":\"" + task + "\",\"owner\":\"" + owner
        + "\",\"title\":\"Ünïcödé 🚀\\r\\n\",\"description\":\"\",\"status\":\"completed\",\"priority\":\"urgent\""
        + ",\"due_at\":\"0001-01-01T00:00:00.000000Z\",\"tag_ids\":[\"" + tag
        + "\"],\"attributes\":{\"a\":[null],\"b\":1.50},\"created_at\":\"" + time + "\",\"updated_at\":\""
        + time
        + "\",\"completed_at\":\"9999-12-31T23:59:59.999999Z\",\"deleted_at\":null,\"version\":\"" + position
        + "\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "ETag")).isEqualTo("\"" + position + "\"");
  }

  @Test
  void a_copy_of_the_same_version_is_not_sent_again() {
    var task = History.task();
    var first = publish(History.created(owner, task));
    var fresh = get("/v1/tasks/" + task, token(first), "If-None-Match", "\"" + first + "\"");
    assertThat(fresh.statusCode()).isEqualTo(304);
    assertThat(fresh.body()).isEmpty();
    assertThat(header(fresh, "ETag")).isEqualTo("\"" + first + "\"");
    var second = publish(new TaskRetitled(owner, task, "Another"));
    assertThat(get("/v1/tasks/" + task, token(second), "If-None-Match", "\"" + first + "\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_deleted_task_is_answered_by_its_id_and_not_listed() {
    var task = History.task();
    var position = publish(History.created(owner, task), new TaskDeleted(owner, task));
    assertThat(json(get("/v1/tasks/" + task, token(position))).get("deleted_at").isNull()).isFalse();
    assertThat(json(get("/v1/tasks")).get("items")).isEmpty();
    assertThat(json(get("/v1/tasks?deleted=only")).get("items")).hasSize(1);
    assertThat(json(get("/v1/tasks?deleted=include")).get("items")).hasSize(1);
  }

  @Test
  void a_tag_is_answered_as_the_contract_has_it() {
    var tag = tag();
    var created = publish(new TagCreated(owner, tag, "Ünïcödé 🚀"));
    var renamed = publish(new TagRenamed(owner, tag, "Ünïcödé 🚀", " \"new\"\r\n"));
    var answer = get("/v1/tags/" + tag, token(renamed));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"id\":\"" + tag + "\",\"name\":\" \\\"new\\\"\\r\\n\",\"created_at\":\""
            + time(created) + "\",\"updated_at\":\"" + time(renamed) + "\",\"version\":\"" + renamed + "\"}");
    assertThat(header(answer, "ETag")).isEqualTo("\"" + renamed + "\"");
    assertThat(get("/v1/tags", token(renamed)).body()).isEqualTo("{\"items\":[" + answer.body() + "]}");
    var fresh = get("/v1/tags/" + tag, token(renamed), "If-None-Match", header(answer, "ETag"));
    assertThat(fresh.statusCode()).isEqualTo(304);
    assertThat(fresh.body()).isEmpty();
  }

  @Test
  void a_deleted_tag_is_not_there() {
    var tag = tag();
    var deleted = publish(new TagCreated(owner, tag, "gone"), new TagDeleted(owner, tag, "gone"));
    var answer = get("/v1/tags/" + tag, token(deleted));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(code(answer)).isEqualTo("tag_not_found");
    assertThat(ConsistencyToken.parse(header(answer, "Consistency-Token")))
        .isEqualTo(ConsistencyToken.of(STREAM.log(), deleted));
    assertThat(get("/v1/tags").body()).isEqualTo("{\"items\":[]}");
  }

  @Test
  void pages_of_tags_follow_each_other_by_name() {
    var position = publish(Stream.of("b", "É", "a", "C", "🚀")
        .map(name -> new TagCreated(owner, tag(), name)).toArray(TasklogEvent[]::new));
    var first = get("/v1/tags?limit=2", token(position), "Prefer", "count=exact");
    assertThat(names(first)).containsExactly("a", "b");
    assertThat(json(first).get("total_count").longValue()).isEqualTo(5);
    assertThat(header(first, "Preference-Applied")).isEqualTo("count=exact");
    var second = get("/v1/tags?limit=2&cursor=" + cursor(first));
    assertThat(names(second)).containsExactly("C", "É");
    assertThat(json(second).has("total_count")).isFalse();
    var last = get("/v1/tags?limit=2&cursor=" + cursor(second));
    assertThat(names(last)).containsExactly("🚀");
    assertThat(json(last).has("next_cursor")).isFalse();
    assertThat(code(as(History.owner(), "/v1/tags?cursor=" + cursor(first)))).isEqualTo("malformed_cursor");
    assertThat(code(get("/v1/tasks?cursor=" + cursor(first)))).isEqualTo("malformed_cursor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sort=name", "limit=0", "limit=x", "q=x", "limit=1&limit=2", "name=a"})
  void what_a_list_of_tags_does_not_know_is_refused_by_name(String query) {
    var answer = get("/v1/tags?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("malformed_query");
    assertThat(json(answer).get("errors").get(0).get("parameter").stringValue())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @Test
  void pages_follow_each_other_and_say_where_they_end() {
    var position = publishMany(5);
    var first = get("/v1/tasks?limit=2&sort=created_at", token(position), "Prefer", "count=exact");
    assertThat(json(first).get("items")).hasSize(2);
    assertThat(json(first).get("total_count").longValue()).isEqualTo(5);
    assertThat(header(first, "Preference-Applied")).isEqualTo("count=exact");
    var second = json(get("/v1/tasks?limit=2&sort=created_at&cursor=" + cursor(first)));
    assertThat(second.has("total_count")).isFalse();
    var last = json(
        get("/v1/tasks?limit=2&sort=created_at&cursor=" + second.get("next_cursor").stringValue()));
    assertThat(last.get("items")).hasSize(1);
    assertThat(last.has("next_cursor")).isFalse();
  }

  @Test
  void a_page_is_of_50_and_never_of_more_than_200() {
    var position = publishMany(201);
    assertThat(json(get("/v1/tasks", token(position))).get("items")).hasSize(50);
    assertThat(json(get("/v1/tasks?limit=100000000000000000000")).get("items")).hasSize(200);
  }

  @Test
  void a_cursor_is_of_one_list_of_one_owner_and_cannot_be_made() {
    var cursor = cursor(get("/v1/tasks?limit=1&status=pending", token(publishMany(3))));
    assertThat(get("/v1/tasks?limit=2&status=pending&cursor=" + cursor).statusCode()).isEqualTo(200);
    var altered = (cursor.charAt(30) == 'A' ? 'B' : 'A') + cursor.substring(31);
    for (var query : List.of("status=completed&cursor=" + cursor, "cursor=" + cursor,
        "status=pending&sort=due_at&cursor=" + cursor,
        "status=pending&cursor=" + cursor.substring(0, 30) + altered,
        "status=pending&cursor=", "status=pending&cursor=%00", "status=pending&cursor=" + cursor + "=")) {
      var answer = get("/v1/tasks?" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(code(answer)).as(query).isIn("malformed_cursor", "malformed_query");
    }
    assertThat(code(as(History.owner(), "/v1/tasks?status=pending&cursor=" + cursor)))
        .isEqualTo("malformed_cursor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"statuz=pending", "tag_any=x", "tag_all=x", "q=", "q=%20,", "q=%00", "q=a&q=b",
      "status=open", "status=",
      "status=pending,",
      "priority=5", "sort=title", "sort=created_at,due_at", "limit=0", "limit=x", "overdue=false",
      "overdue=1",
      "deleted=yes", "due_from=2026-01-05", "created_before=now", "limit=1&limit=2"})
  void what_a_list_does_not_know_is_refused_by_name(String query) {
    var answer = get("/v1/tasks?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("malformed_query");
    assertThat(json(answer).get("errors").get(0).get("parameter").stringValue())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @Test
  void counts_have_every_status_and_priority() {
    var tag = tag();
    var unused = tag();
    var position = publish(new TagCreated(owner, tag, "Tag"), new TagCreated(owner, unused, "Unused"),
        new TaskCreated(owner, History.task(), "Late", "", Status.PENDING, Priority.HIGH,
            Instant.EPOCH, List.of(tag), Attributes.NONE, null));
    var counts = get("/v1/tasks/counts", token(position));
    assertThat(counts.body()).isEqualTo("{\"total\":1,"
        + "\"by_status\":{\"pending\":1,\"in_progress\":0,\"completed\":0,\"cancelled\":0},"
        + "\"by_priority\":{\"none\":0,\"low\":0,\"medium\":0,\"high\":1,\"urgent\":0},"
        + "\"overdue\":1,\"deleted\":0,\"by_tag\":[{\"tag_id\":\"" + tag + "\",\"name\":\"Tag\",\"count\":1},"
        + "{\"tag_id\":\"" + unused + "\",\"name\":\"Unused\",\"count\":0}]}");
  }

  @Test
  void counts_wait_for_the_names_of_the_tags_too() {
    get("/v1/tags", token(publishMany(1)));
    var tag = tag();
    var database = DATABASE.dataSource();
    var created = new TransactionTemplate(new JdbcTransactionManager(database)).execute(_ -> {
      // The tag view can be read and not written.
      JdbcClient.create(database).sql("LOCK TABLE tag IN SHARE MODE").update();
      var position = publish(new TagCreated(owner, tag, "Late"));
      assertThat(get("/v1/tasks", token(position)).statusCode()).isEqualTo(200);
      assertThat(code(get("/v1/tasks/counts", token(position), "Prefer", "wait=1")))
          .isEqualTo("projection_behind");
      return position;
    });
    assertThat(get("/v1/tasks/counts", token(created), "Prefer", "wait=10").body())
        .contains("\"name\":\"Late\"");
  }

  @Test
  void a_list_is_filtered_by_tags() {
    var one = tag();
    var two = tag();
    var tasks = Stream.of(List.of(one), List.of(one, two), List.of(two), List.<TagId>of())
        .map(tags -> new TaskCreated(owner, History.task(), "Title " + tags.size(), "", Status.PENDING,
            Priority.LOW,
            null, tags, Attributes.NONE, null))
        .toList();
    get("/v1/tasks", token(publish(tasks.toArray(TasklogEvent[]::new))));
    assertThat(total("tag_any=" + one)).isEqualTo(2);
    assertThat(total("tag_any=" + one + "," + two)).isEqualTo(3);
    assertThat(total("tag_all=" + one + "," + two + "&sort=-updated_at&status=pending")).isEqualTo(1);
    assertThat(total("tag_any=" + tag())).isZero();
    assertThat(total("tag_any=" + one + "," + two + "&tag_all=" + one + "," + tag())).isZero();
    var first = get("/v1/tasks?limit=2&tag_any=" + one + "," + two);
    var rest = get("/v1/tasks?limit=2&tag_any=" + two + "," + one + "&cursor=" + cursor(first));
    assertThat(json(rest).get("items")).hasSize(1);
    assertThat(code(get("/v1/tasks?limit=2&tag_any=" + one + "&cursor=" + cursor(first))))
        .isEqualTo("malformed_cursor");
    var many = String.join(",", Collections.nCopies(51, one.toString()));
    assertThat(json(get("/v1/tasks?tag_any=" + many)).get("errors").get(0).get("code").stringValue())
        .isEqualTo("too_many");
  }

  @Test
  void a_list_is_searched_and_its_cursor_is_of_the_words() {
    get("/v1/tasks", token(publish(Stream.of("Décrire l’état", "l'etat, DÉCRIT", "会議の資料")
        .map(title -> History.created(owner, History.task(), title)).toArray(TasklogEvent[]::new))));
    assertThat(total("q=%E4%BC%9A%E8%AD%B0")).isEqualTo(1);
    assertThat(total("q=etat+decri&status=pending&sort=due_at")).isEqualTo(2);
    var first = get("/v1/tasks?limit=1&q=etat+decri");
    assertThat(json(get("/v1/tasks?q=DECRI%20%C3%89tat!&cursor=" + cursor(first))).get("items")).hasSize(1);
    for (var other : List.of("etat", "etat+decrire", "etat+decri&status=pending")) {
      assertThat(code(get("/v1/tasks?q=" + other + "&cursor=" + cursor(first))))
          .isEqualTo("malformed_cursor");
    }
    assertThat(json(get("/v1/tasks?q=" + "a".repeat(201))).get("errors").get(0).get("code").stringValue())
        .isEqualTo("too_long");
  }

  private long total(String query) {
    return json(send(request(owner, "/v1/tasks?" + query, "Prefer", "count=exact"))).get("total_count")
        .longValue();
  }

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void what_the_history_of_a_task_has_changed_adds_up_to_the_task(long seed) {
    var events = Scenes.random(seed, 80).stream().map(FeedEvent::event).toList();
    var token = token(publishEach(events));
    for (var event : events) {
      if (event instanceof TaskCreated created) {
        var path = "/v1/tasks/" + created.taskId();
        assertThat(sum(created.owner(), path, token))
            .isEqualTo(send(request(created.owner(), path, "Consistency-Token", token)).body());
      }
    }
  }

  /** A task as its history tells it, in pages of seven. */
  private String sum(OwnerId reader, String path, String token) {
    var task = TasklogJson.mapper().createObjectNode();
    for (var field : List.of("id", "owner", "title", "description", "status", "priority", "due_at", "tag_ids",
        "attributes", "created_at", "updated_at", "completed_at", "deleted_at", "version")) {
      task.putNull(field);
    }
    task.put("id", path.substring(path.lastIndexOf('/') + 1)).put("owner", reader.toString());
    for (var cursor = ""; cursor != null;) {
      var page = json(
          send(request(reader, path + "/history?limit=7" + cursor, "Consistency-Token", token)));
      for (var entry : page.get("items")) {
        for (var change : entry.get("changes")) {
          var field = change.get("field").stringValue();
          assertThat(change.get("from")).isEqualTo(task.get(field)).isNotEqualTo(change.get("to"));
          task.set(field, change.get("to"));
          task.set("updated_at", entry.get("occurred_at"));
        }
        task.set("version", entry.get("position"));
        if (task.get("created_at").isNull()) {
          task.set("created_at", entry.get("occurred_at"));
        }
      }
      cursor = page.has("next_cursor") ? "&cursor=" + page.get("next_cursor").stringValue() : null;
    }
    return TasklogJson.mapper().writeValueAsString(task);
  }

  @Test
  void a_history_is_answered_as_the_contract_has_it() {
    var task = History.task();
    publish(new TaskCreated(owner, task, "Ünïcödé 🚀", "", Status.PENDING, Priority.URGENT, null, List.of(),
        Attributes.parse("{\"b\":1.50,\"a\":[null]}"), null));
    var position = publish(new TaskStatusChanged(owner, task, Status.COMPLETED),
        new TaskDeleted(owner, task));
    var answer = get("/v1/tasks/" + task + "/history?limit=2", token(position));
    assertThat(answer.body()).isEqualTo("{\"items\":[" + entry(position - 2, "TaskCreated",
        "{\"field\":\"title\",\"from\":null,\"to\":\"Ünïcödé 🚀\"}"
            + ",{\"field\":\"description\",\"from\":null,\"to\":\"\"}"
            + ",{\"field\":\"status\",\"from\":null,\"to\":\"pending\"}"
            + ",{\"field\":\"priority\",\"from\":null,\"to\":\"urgent\"}"
            + ",{\"field\":\"tag_ids\",\"from\":null,\"to\":[]}"
            + ",{\"field\":\"attributes\",\"from\":null,\"to\":{\"a\":[null],\"b\":1.50}}")
        + ',' + entry(position - 1, "TaskStatusChanged",
            "{\"field\":\"status\",\"from\":\"pending\",\"to\":\"completed\"}"
                + ",{\"field\":\"completed_at\",\"from\":null,\"to\":\"" + time(position - 1) + "\"}")
        + "],\"next_cursor\":\"" + cursor(answer) + "\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(get("/v1/tasks/" + task + "/history?cursor=" + cursor(answer)).body())
        .isEqualTo("{\"items\":[" + entry(position, "TaskDeleted",
            "{\"field\":\"deleted_at\",\"from\":null,\"to\":\"" + time(position - 1) + "\"}") + "]}");
  }

  /** An entry of one of this test's own events. */
  private String entry(long position, String type, String changes) {
    var append = type.equals("TaskDeleted") ? position - 1 : position;
    return "{\"position\":\"" + position + "\",\"type\":\"tasklog." + type + ".v1\",\"occurred_at\":\""
        + time(append) + "\",\"recorded_at\":\"" + time(append) + "\",\"actor\":{\"type\":\"user\",\"id\":\""
        + owner + "\"},\"correlation_id\":\"request\",\"causation_id\":null,\"changes\":[" + changes + "]}";
  }

  /** When the append that begins at a position was. */
  @Test
  void a_cursor_of_a_history_is_of_one_task_of_one_owner() {
    var task = History.task();
    var other = History.task();
    publish(History.created(owner, other), new TaskDeleted(owner, other));
    var position = publish(History.created(owner, task), new TaskDeleted(owner, task));
    var cursor = cursor(get("/v1/tasks/" + task + "/history?limit=1", token(position)));
    for (var path : List.of(other + "/history?cursor=" + cursor, task + "/history?cursor=" + cursor + "A",
        task + "/history?cursor=")) {
      assertThat(code(get("/v1/tasks/" + path))).as(path).isEqualTo("malformed_cursor");
    }
    assertThat(code(as(History.owner(), "/v1/tasks/" + task + "/history?cursor=" + cursor)))
        .isEqualTo("malformed_cursor");
    for (var query : List.of("limit=0", "after=1", "sort=position")) {
      assertThat(code(get("/v1/tasks/" + task + "/history?" + query))).as(query).isEqualTo("malformed_query");
    }
    assertThat(code(get("/v1/tasks/" + History.task() + "/history"))).isEqualTo("task_not_found");
    assertThat(code(get("/v1/tasks/42/history"))).isEqualTo("task_not_found");
  }

  @Test
  void the_events_of_an_account_are_answered_as_they_were_published() {
    var task = History.task();
    var tag = new TagId(UUID.randomUUID());
    var created = new TaskCreated(owner, task, "Ünïcödé \"🚀\"\r\n", "", Status.PENDING, Priority.LOW, null,
        List.of(tag), Attributes.parse("{\"b\":1.50,\"a\":[null]}"), null);
    var bulk = new TasksStatusChanged(owner, List.of(task), Status.COMPLETED);
    var position = publish(created, bulk);
    var answer = get("/v1/events", token(position));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    var published = HISTORY.events().subList((int) position - 2, (int) position);
    var first = json(answer).get("items").get(0);
    assertThat(answer.body()).isEqualTo("{\"items\":["
        + CloudEvents.json(published.getFirst(), STREAM.log(),
            Long.parseLong(first.get("previous").stringValue()))
        + ',' + CloudEvents.json(published.getLast(), STREAM.log(), position - 1)
        + "],\"next_after\":\"" + position + "\"}");
    assertThat(answer.body()).contains(",\"data\":" + EventJson.store(created).payload() + "}");
  }

  @Test
  void events_go_on_from_any_position_and_can_be_of_some_types() {
    var task = History.task();
    var position = publish(History.created(owner, task), new TaskRetitled(owner, task, "Another"),
        new TaskDeleted(owner, task));
    assertThat(events("limit=1", token(position))).containsExactly(position - 2);
    assertThat(events("after=" + (position - 2))).containsExactly(position - 1, position);
    assertThat(events("after=" + CloudEvents.json(HISTORY.events().getLast(), STREAM.log(), 0)
        .replaceAll(".*\"sequence\":\"(\\d+)\".*", "$1"))).isEmpty();
    assertThat(events("type=tasklog.TaskDeleted.v1,tasklog.TaskCreated.v1"))
        .containsExactly(position - 2, position);
    assertThat(events("type=tasklog.TagCreated.v1")).isEmpty();
    assertThat(get("/v1/events?after=" + position).body())
        .isEqualTo("{\"items\":[],\"next_after\":\"" + position + "\"}");
    assertThat(json(as(History.owner(), "/v1/events")).get("next_after").stringValue()).isEqualTo("0");
  }

  /** The positions of a page of events. */
  private List<Long> events(String query, String... token) {
    var answer = token.length == 0 ? get("/v1/events?" + query) : get("/v1/events?" + query, token[0]);
    return json(answer).get("items").valueStream()
        .map(event -> Long.parseLong(event.get("sequence").stringValue())).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=x", "after=-1", "after=", "limit=0", "type=tasklog.TaskSung.v1",
      "type=TaskCreated",
      "type=tasklog.TaskCreated.v2", "type=", "cursor=x", "limit=1&limit=2"})
  void what_a_feed_does_not_know_is_refused_by_name(String query) {
    var answer = get("/v1/events?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("malformed_query");
    assertThat(json(answer).get("errors").get(0).get("parameter").stringValue())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @Test
  void events_come_as_json_unless_a_stream_is_asked_for() {
    assertThat(accepting("*/*", "GET")).isEqualTo("200 application/json");
    assertThat(accepting("application/json, text/event-stream;q=0.9", "GET"))
        .isEqualTo("200 application/json");
    assertThat(accepting("text/event-stream, application/json;q=0.9", "HEAD"))
        .isEqualTo("200 text/event-stream");
    assertThat(accepting("text/event-stream", "HEAD")).isEqualTo("200 text/event-stream");
    assertThat(accepting("application/xml", "GET")).isEqualTo("406 application/problem+json");
  }

  private String accepting(String types, String method) {
    var request = request(owner, "/v1/events", "Accept", types);
    var answer = send(HttpRequest.newBuilder(request, (_, _) -> true)
        .method(method, HttpRequest.BodyPublishers.noBody()).build());
    return answer.statusCode() + " "
        + header(answer, "Content-Type").replaceAll(";.*", "");
  }

  @Test
  void events_are_streamed_from_any_position_on_and_as_they_come() {
    var task = History.task();
    var position = publish(History.created(owner, task), new TaskRetitled(owner, task, "Ünïcödé \r\n🚀"));
    get("/v1/events", token(position));
    try (var stream = stream("/v1/events")) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(stream.header("Consistency-Token")).isEqualTo(token(position));
      awaitEvents(stream, position - 1, position);
      var last = publish(new TaskDeleted(owner, task));
      awaitEvents(stream, position - 1, position, last);
      var page = json(get("/v1/events", token(last))).get("items");
      assertThat(stream.events()).extracting(event -> TasklogJson.mapper().readTree(event.data()))
          .containsExactlyElementsOf(page.valueStream().toList());
      assertThat(stream.events()).extracting(TestEventSource.Event::type).containsExactly(
          "tasklog.TaskCreated.v1", "tasklog.TaskRetitled.v1", "tasklog.TaskDeleted.v1");
    }
  }

  /** Red when the header Last-Event-ID is passed over. */
  @Test
  void a_stream_goes_on_after_the_last_event_that_its_client_has_seen() {
    var task = History.task();
    var position = publish(History.created(owner, task), new TaskRetitled(owner, task, "Another"),
        new TaskDeleted(owner, task));
    var first = Long.toString(position - 2);
    try (
        var back = stream("/v1/events?after=0", "Last-Event-ID", first, "Consistency-Token", token(position));
        var some = stream("/v1/events?type=tasklog.TaskDeleted.v1,tasklog.TaskCreated.v1&limit=1")) {
      awaitEvents(back, position - 1, position);
      awaitEvents(some, position - 2, position);
    }
    try (var refused = stream("/v1/events", "Last-Event-ID", "x")) {
      assertThat(refused.status()).isEqualTo(400);
    }
    assertThat(code(send(request(owner, "/v1/events", "Accept", "text/event-stream", "Last-Event-ID", "-1"))))
        .isEqualTo("malformed_last_event_id");
    assertThat(code(send(request(owner, "/v1/events?cursor=x", "Accept", "text/event-stream"))))
        .isEqualTo("malformed_query");
  }

  @Test
  void a_stream_shows_that_it_lives_and_ends_with_its_token() {
    var soon = TOKENS
        .token(Map.of("sub", owner.toString(), "exp", Instant.now().plusSeconds(3).getEpochSecond()));
    try (var stream = TestEventSource.open("http://127.0.0.1:" + port + "/v1/events", soon)) {
      await().atMost(LONG).until(stream::ended);
      assertThat(stream.comments()).contains("").endsWith("the token has expired");
    }
  }

  @Test
  void a_client_that_is_gone_or_does_not_read_is_cut_off_and_misses_nothing() throws IOException {
    var longest = "🚀".repeat(20_000);
    var task = History.task();
    publish(History.created(owner, task));
    try (var deaf = new Socket();
        var gone = stream("/v1/events")) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress("127.0.0.1", port));
      deaf.getOutputStream().write(("GET /v1/events HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n"
          + "Authorization: Bearer " + TOKENS.of(owner.value()) + "\r\n\r\n").getBytes(UTF_8));
      await().atMost(LONG).until(() -> open() >= 2);
      gone.close();
      var last = 0L;
      for (var round = 0; round < 10; round++) {
        last = publish(IntStream.range(0, 10).mapToObj(_ -> new TaskDescribed(owner, task, longest))
            .toArray(TasklogEvent[]::new));
      }
      await().atMost(LONG).until(() -> open() == 0);
      var heard = Pattern.compile("id: (\\d+)")
          .matcher(new String(deaf.getInputStream().readAllBytes(), UTF_8))
          .results().map(id -> Long.parseLong(id.group(1))).toList();
      assertThat(heard).hasSizeBetween(2, 100);
      // The last one may have been cut.
      var whole = heard.get(heard.size() - 2);
      try (var back = stream("/v1/events", "Last-Event-ID", Long.toString(whole))) {
        awaitEvents(back, LongStream.rangeClosed(whole + 1, last).toArray());
      }
    }
  }

  /** How many streams are open. */
  private double open() {
    return meters.get("tasklog.sse.open").gauge().value();
  }

  private TestEventSource stream(String path, String... headers) {
    return TestEventSource.open("http://127.0.0.1:" + port + path, TOKENS.of(owner.value()), headers);
  }

  private static void awaitEvents(TestEventSource stream, long... positions) {
    await().atMost(LONG).untilAsserted(() -> assertThat(stream.events())
        .extracting(event -> Long.parseLong(event.id()))
        .containsExactlyElementsOf(Arrays.stream(positions).boxed().toList()));
  }

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

  private long publishMany(int tasks) {
    return publish(IntStream.range(0, tasks).mapToObj(_ -> History.created(owner, History.task()))
        .toArray(TaskEvent[]::new));
  }

  /** One append; answers its last position. */
  private static synchronized long publish(TasklogEvent... events) {
    var appended = HISTORY.append(events);
    STREAM.publish(appended);
    return appended.getLast().position();
  }

  /** Each an append of its own; answers the last position. */
  private static synchronized long publishEach(List<TasklogEvent> events) {
    var appended = events.stream().flatMap(event -> HISTORY.append(event).stream()).toList();
    STREAM.publish(appended);
    STREAM.heartbeat(Instant.now()); // an owner's partition need not have the last position
    return appended.getLast().position();
  }

  private static TagId tag() {
    return new TagId(UUID.randomUUID());
  }

  private static String time(long position) {
    return TasklogJson.TIME.format(History.START.plusSeconds(position - 1));
  }

  private static List<String> names(HttpResponse<String> answer) {
    return json(answer).get("items").valueStream().map(tag -> tag.get("name").stringValue()).toList();
  }

  private static String token(long position) {
    return ConsistencyToken.of(STREAM.log(), position).toString();
  }

  private HttpResponse<String> get(String path) {
    return as(owner, path);
  }

  private HttpResponse<String> get(String path, String token, String... headers) {
    return send(request(owner, path, Stream.concat(Stream.of("Consistency-Token", token), Stream.of(headers))
        .toArray(String[]::new)));
  }

  private HttpResponse<String> as(OwnerId caller, String path) {
    return send(request(caller, path));
  }

  private HttpRequest request(OwnerId caller, String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + TOKENS.of(caller.value()));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private HttpResponse<String> management(String path) {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return TasklogJson.mapper().readTree(answer.body());
  }

  private static String code(HttpResponse<String> answer) {
    return json(answer).get("code").stringValue();
  }

  private static String cursor(HttpResponse<String> answer) {
    return json(answer).get("next_cursor").stringValue();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name)
        .orElseThrow(() -> new AssertionError(name + " is absent: " + answer.body()));
  }
}
