package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Attributes;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TasklogEvent;
import tasklog.projection.History;
import tasklog.projection.QueryService;

/** Lists of tasks as clients see them. */
class TaskListIT extends QueryService {

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
}
