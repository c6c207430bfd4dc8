package tasklog.projection.tag;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TasklogEvent;
import tasklog.projection.History;
import tasklog.projection.QueryService;
import tasklog.web.input.ConsistencyToken;

/** Tags as clients see them. */
class TagIT extends QueryService {

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

  private static List<String> names(HttpResponse<String> answer) {
    return json(answer).get("items").valueStream().map(tag -> tag.get("name").stringValue()).toList();
  }
}
