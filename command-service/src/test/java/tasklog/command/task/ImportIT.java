package tasklog.command.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tasklog.command.account.AccountService;

/** Imports over HTTP, as they end up in the log. Quotes are written as apostrophes. */
class ImportIT extends AccountService {

  private static final MediaType NDJSON = MediaType.parseMediaType("application/x-ndjson");

  private String owner = "";
  private String token = "";

  @BeforeEach
  void newOwner() {
    var email = newEmail();
    owner = register(email, PASSWORD).text("id");
    token = tokenOf(email);
  }

  @Test
  void a_file_is_one_append_of_missing_tags_and_then_its_tasks_each_at_its_own_time() {
    expect(201, send(HttpMethod.POST, "/v1/tags", token, Map.of("name", "Bug")));
    var answer = expect(200, load("?mode=atomic",
        """
            {'title':'old','status':'completed','created_at':'2021-02-11T22:00:49Z','completed_at':'2021-08-09T01:50:30Z','tags':['BUG','Übermut']}

            {'title':'new','tags':['übermut']}
            """));

    var events = events();
    assertThat(events).extracting(Event::type).containsExactly("TagCreated", "TaskCreated", "TaskCreated");
    assertThat(events).extracting(Event::appendId).containsOnly(events.getFirst().position());
    assertThat(events.get(1).occurredAt()).isEqualTo("2021-02-11T22:00:49Z");
    assertThat(events.get(1).payload()).contains("\"completed_at\":\"2021-08-09T01:50:30.000000Z\"");
    assertThat(events.get(2).occurredAt()).isEqualTo(events.getFirst().occurredAt())
        .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(events).extracting(Event::recordedAt)
        .allSatisfy(at -> assertThat(at).isAfter(Instant.now().minus(Duration.ofMinutes(1))));
    var made = events.getFirst().payload().replaceAll(".*\"tag_id\":\"([^\"]*)\".*", "$1");
    assertThat(events.get(2).payload()).contains("\"tag_ids\":[\"" + made + "\"]");
    assertThat(answer.json().propertyNames()).containsExactly("mode", "applied", "failed", "results");
    assertThat(answer.json().get("results").get(0).propertyNames())
        .containsExactly("line", "id", "outcome", "version", "problem");
    assertThat(results(answer)).containsExactly(
        "1 applied " + events.get(1).position() + " null", "3 applied " + events.get(2).position() + " null");
    assertThat(answer.header("Consistency-Token")).endsWith("-" + events.get(2).position());
  }

  @Test
  void of_a_file_with_faults_nothing_is_imported_and_each_is_named() {
    var answer = load("", """
        {'title':'fine','tags':['never made']}
        {'title':'','priority':'huge'}
        {'title':'x','completed_at':'2021-01-01T00:00:00Z'}
        """);
    assertThat(answer.text("code")).isEqualTo("validation_failed");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors").get(0).propertyNames())
        .containsExactly("line", "pointer", "code", "detail");
    assertThat(errors(answer)).containsExactly("2 /title too_short", "2 /priority unknown_value",
        "3 /completed_at contradiction");
    assertThat(events()).isEmpty();

    var malformed = load("", "{'title':'fine'}\nno json\n{'title':''}");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.text("code")).isEqualTo("malformed_json");
    assertThat(errors(malformed)).containsExactly("2  malformed_json", "3 /title too_short");
    assertThat(events()).isEmpty();
  }

  @Test
  void what_the_log_holds_against_a_file_is_named_by_line_too() {
    var taken = UUID.randomUUID();
    expect(200, load("", "{'title':'first','id':'" + taken + "'}"));
    var tag = UUID.randomUUID();
    var answer = load("",
        "{'title':'fine'}\n{'title':'x','id':'" + taken + "'}\n{'title':'x','tag_ids':['" + tag
            + "']}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("code")).isEqualTo("bulk_refused");
    assertThat(errors(answer)).containsExactly("2 /id task_id_taken", "3 /tag_ids tag_not_found");
    assertThat(answer.json().get("errors").get(1).get("id").stringValue()).isEqualTo(tag.toString());
    assertThat(events()).hasSize(1);
    var unknownTag = load("", "{'title':'x','tag_ids':['" + tag + "']}");
    assertThat(unknownTag.status()).isEqualTo(422);
    assertThat(unknownTag.text("code")).isEqualTo("validation_failed");
  }

  @Test
  void of_a_partial_file_what_can_be_done_is_done_and_each_line_is_told() {
    var taken = UUID.randomUUID();
    expect(200, load("", "{'title':'first','id':'" + taken + "'}"));
    var answer = expect(207, load("?mode=partial", """
        {'title':''}
        {'title':'fine','tags':['made']}
        {'title':'x','id':'%s','tags':['not made']}
        no json
        {'title':'x','tag_ids':['00000000-0000-7000-8000-000000000000']}
        """.formatted(taken)));
    assertThat(answer.json().get("applied").intValue()).isEqualTo(1);
    assertThat(answer.json().get("failed").intValue()).isEqualTo(4);
    var events = events();
    assertThat(results(answer)).containsExactly("1 failed null validation_failed",
        "2 applied " + events.getLast().position() + " null", "3 failed null task_id_taken",
        "4 failed null malformed_json", "5 failed null tag_not_found");
    assertThat(answer.json().get("results").valueStream().map(item -> item.get("id").asString("-")))
        .element(2).isEqualTo(taken.toString());
    assertThat(events).extracting(Event::type).containsExactly("TaskCreated", "TagCreated", "TaskCreated");
    var nothing = expect(207, load("?mode=partial", "no json"));
    assertThat(nothing.json().get("applied").intValue()).isZero();
  }

  /** Red without the criterion of tag ids: no tag that a file names by its id would be found. */
  @Test
  void a_tag_that_a_file_names_by_its_id_is_there_until_it_is_deleted() {
    var tag = expect(201, send(HttpMethod.POST, "/v1/tags", token, Map.of("name", "made before"))).text("id");
    var file = "{'title':'x','tag_ids':['" + tag + "']}";
    expect(200, load("", file));
    assertThat(events()).singleElement()
        .satisfies(event -> assertThat(event.payload()).contains("\"tag_ids\":[\"" + tag + "\"]"));
    expect(204, send(HttpMethod.DELETE, "/v1/tags/" + tag, token, null));
    assertThat(errors(expect(422, load("", file)))).containsExactly("1 /tag_ids tag_not_found");
  }

  @Test
  void imports_that_want_the_same_new_names_at_once_make_each_tag_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = threads.invokeAll(IntStream.range(0, 8)
          .<Callable<Integer>>mapToObj(i -> () -> load("", IntStream.range(0, 20)
              .mapToObj(line -> "{'title':'x','tags':['" + (i % 2 == 0 ? "tag " : "TAG ") + line + "']}")
              .collect(joining("\n"))).status())
          .toList());
      assertThat(answers.stream().map(Future::resultNow)).containsOnly(200);
    }
    assertThat(events()).filteredOn(event -> event.type().equals("TagCreated")).hasSize(20);
    assertThat(events()).filteredOn(event -> event.type().equals("TaskCreated")).hasSize(160);
  }

  @Test
  void an_id_that_several_imports_choose_at_once_is_used_once() throws Exception {
    var file = "{'title':'x','id':'" + UUID.randomUUID() + "'}";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = threads.invokeAll(IntStream.range(0, 8)
          .<Callable<Integer>>mapToObj(_ -> () -> load("", file).status()).toList());
      assertThat(answers.stream().map(Future::resultNow)).filteredOn(status -> status == 200).hasSize(1);
    }
    assertThat(events()).hasSize(1);
  }

  @Test
  void ten_thousand_lines_take_seconds() {
    var file = IntStream.range(0, 10_000)
        .mapToObj(i -> "{'title':'Task " + i + "','id':'" + UUID.randomUUID()
            + "','created_at':'2021-02-11T22:00:49Z','description':'" + "x".repeat(200) + "','tags':['tag "
            + i % 50
            + "','TAG " + i % 7 + " of seven'],'attributes':{'number':" + i + "}}\n")
        .collect(joining());
    var began = System.nanoTime();
    var answer = expect(200, load("", file));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    assertThat(answer.json().get("applied").intValue()).isEqualTo(10_000);
    var events = events();
    assertThat(events).hasSize(10_057).extracting(Event::appendId).containsOnly(events.getFirst().position());
  }

  @Test
  void a_file_that_is_too_long_is_refused_in_lines_and_in_bytes() {
    var lines = load("", "{'title':'x'}\n".repeat(10_001));
    assertThat(lines.status()).isEqualTo(413);
    var mebibyte = ("{\"title\":\"x\",\"description\":\"" + " ".repeat(20_000) + "\"}"
        + " ".repeat(1024 * 1024 - 20_030)).substring(0, 1024 * 1024 - 1) + "\n";
    var most = mebibyte.repeat(32).getBytes(UTF_8);
    assertThat(most).hasSize(32 << 20);
    assertThat(streamed(most).status()).isEqualTo(200);
    assertThat(streamed((mebibyte.repeat(32) + "\n").getBytes(UTF_8)).status()).isEqualTo(413);
    assertThat(events()).hasSize(32);
  }

  @Test
  void other_paths_keep_their_own_limit() {
    var answer = send(HttpMethod.POST, "/v1/tasks", token,
        "{\"title\":\"x\",\"description\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThat(answer.status()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({"?mode=all, 400, malformed_query", "?mod=partial, 400, malformed_query"})
  void a_query_that_is_not_known_is_refused(String query, int status, String code) {
    var answer = load(query, "{'title':'x'}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n \r\n"})
  void an_empty_file_is_refused(String file) {
    assertThat(load("", file).text("code")).isEqualTo("validation_failed");
  }

  @Test
  void a_precondition_and_another_media_type_are_refused() {
    var precondition = new Answer(
        http.post().uri("/v1/tasks/import").header("Authorization", "Bearer " + token)
            .header("If-Match", "*").contentType(NDJSON).body("{\"title\":\"x\"}".getBytes(UTF_8)).exchange()
            .returnResult(String.class));
    assertThat(precondition.text("code")).isEqualTo("precondition_not_supported");
    var json = send(HttpMethod.POST, "/v1/tasks/import", token, "{\"title\":\"x\"}");
    assertThat(json.text("code")).isEqualTo("unsupported_media_type");
    assertThat(events()).isEmpty();
  }

  private Answer load(String query, String lines) {
    return new Answer(http.post().uri("/v1/tasks/import" + query).header("Authorization", "Bearer " + token)
        .contentType(NDJSON).body(lines.replace('\'', '"').getBytes(UTF_8)).exchange()
        .returnResult(String.class));
  }

  /** Without saying how long it is. */
  private Answer streamed(byte[] bytes) {
    return new Answer(http.post().uri("/v1/tasks/import").header("Authorization", "Bearer " + token)
        .contentType(NDJSON).body(new InputStreamResource(new ByteArrayInputStream(bytes)) {
          @Override
          public long contentLength() {
            return -1;
          }
        }).exchange().returnResult(String.class));
  }

  private static Answer expect(int status, Answer answer) {
    assertThat(answer.status()).as(() -> String.valueOf(answer.http().getResponseBody())).isEqualTo(status);
    return answer;
  }

  private static List<String> errors(Answer answer) {
    return answer.json().get("errors").valueStream().map(error -> error.get("line").intValue() + " "
        + error.get("pointer").stringValue() + " " + error.get("code").stringValue()).toList();
  }

  private static List<String> results(Answer answer) {
    return answer.json().get("results").valueStream().map(item -> item.get("line").intValue() + " "
        + item.get("outcome").stringValue() + " " + item.get("version").asString("null") + " "
        + item.get("problem").asString("null")).toList();
  }

  private record Event(long position, long appendId, String type, Instant occurredAt, Instant recordedAt,
      String payload) {}

  /** What the owner has done since registering; a tag that a test has made by hand is left out. */
  private List<Event> events() {
    return jdbc.sql("""
        SELECT position, append_id, type, occurred_at, recorded_at, payload
          FROM event
         WHERE owner = :owner AND type <> 'tasklog.AccountRegistered'
           AND NOT (type = 'tasklog.TagCreated' AND append_id = append_last)
         ORDER BY position""")
        .param("owner", UUID.fromString(owner))
        .query((row, _) -> new Event(row.getLong(1), row.getLong(2), row.getString(3).replace("tasklog.", ""),
            row.getTimestamp(4).toInstant(), row.getTimestamp(5).toInstant(), row.getString(6)))
        .list();
  }
}
