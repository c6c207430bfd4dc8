package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.events.Attributes;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.wire.TasklogJson;
import tasklog.projection.History;
import tasklog.projection.QueryService;

/** A task, and how many there are, as clients see them. */
class TaskIT extends QueryService {

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
}
