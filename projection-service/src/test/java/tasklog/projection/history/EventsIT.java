package tasklog.projection.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Attributes;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.EventJson;
import tasklog.projection.History;
import tasklog.projection.QueryService;

/** The events of an account as clients see them. */
class EventsIT extends QueryService {

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
}
