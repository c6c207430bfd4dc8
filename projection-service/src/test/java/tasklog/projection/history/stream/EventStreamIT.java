package tasklog.projection.history.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.TasklogJson;
import tasklog.projection.History;
import tasklog.projection.QueryService;
import tasklog.testkit.TestEventSource;

/** Streams of events as clients see them. */
class EventStreamIT extends QueryService {

  @Autowired
  private MeterRegistry meters;

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
}
