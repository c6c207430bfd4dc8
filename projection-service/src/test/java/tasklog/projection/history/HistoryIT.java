package tasklog.projection.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.wire.TasklogJson;
import tasklog.projection.History;
import tasklog.projection.QueryService;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.task.Scenes;

/** The history of a task as clients see it. */
class HistoryIT extends QueryService {

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
}
