package tasklog.projection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.TasklogJson;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;
import tasklog.testkit.TestTokens;
import tasklog.web.input.ConsistencyToken;
import tools.jackson.databind.JsonNode;

/**
 * The service as its clients see it, from events on the stream to answers. One context for all subclasses, which use
 * owners of their own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = ProjectionServiceApplication.class, properties = {
    "management.server.port=0", "tasklog.sse.heartbeat=1s", "server.tomcat.connection-timeout=3s"})
public abstract class QueryService {

  protected static final TestDatabase DATABASE = TestPostgres.newDatabase("queries");
  protected static final TestStream STREAM = new TestStream().create();
  protected static final TestTokens TOKENS = TestTokens.own();
  protected static final HttpClient HTTP = HttpClient.newHttpClient();
  protected static final History HISTORY = new History();

  protected static final Duration LONG = Duration.ofSeconds(30);

  protected final OwnerId owner = History.owner();

  @LocalServerPort
  protected int port;
  @LocalManagementPort
  private int managementPort;

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", DATABASE::url);
    registry.add("spring.datasource.username", DATABASE::username);
    registry.add("spring.datasource.password", DATABASE::password);
    registry.add("spring.kafka.bootstrap-servers", TestKafka::bootstrapServers);
    registry.add("tasklog.stream.generation", STREAM::generation);
    registry.add("tasklog.security.jwks-uri", TOKENS::serve);
  }

  protected long publishMany(int tasks) {
    return publish(IntStream.range(0, tasks).mapToObj(_ -> History.created(owner, History.task()))
        .toArray(TaskEvent[]::new));
  }

  /** One append; answers its last position. */
  protected static synchronized long publish(TasklogEvent... events) {
    var appended = HISTORY.append(events);
    STREAM.publish(appended);
    return appended.getLast().position();
  }

  /** Each an append of its own; answers the last position. */
  protected static synchronized long publishEach(List<TasklogEvent> events) {
    var appended = events.stream().flatMap(event -> HISTORY.append(event).stream()).toList();
    STREAM.publish(appended);
    STREAM.heartbeat(Instant.now()); // an owner's partition need not have the last position
    return appended.getLast().position();
  }

  protected static TagId tag() {
    return new TagId(UUID.randomUUID());
  }

  protected static String time(long position) {
    return TasklogJson.TIME.format(History.START.plusSeconds(position - 1));
  }

  protected static String token(long position) {
    return ConsistencyToken.of(STREAM.log(), position).toString();
  }

  protected HttpResponse<String> get(String path) {
    return as(owner, path);
  }

  protected HttpResponse<String> get(String path, String token, String... headers) {
    return send(request(owner, path, Stream.concat(Stream.of("Consistency-Token", token), Stream.of(headers))
        .toArray(String[]::new)));
  }

  protected HttpResponse<String> as(OwnerId caller, String path) {
    return send(request(caller, path));
  }

  protected HttpRequest request(OwnerId caller, String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + TOKENS.of(caller.value()));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  protected HttpResponse<String> management(String path) {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).build());
  }

  protected static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  protected static JsonNode json(HttpResponse<String> answer) {
    return TasklogJson.mapper().readTree(answer.body());
  }

  protected static String code(HttpResponse<String> answer) {
    return json(answer).get("code").stringValue();
  }

  protected static String cursor(HttpResponse<String> answer) {
    return json(answer).get("next_cursor").stringValue();
  }

  protected static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name)
        .orElseThrow(() -> new AssertionError(name + " is absent: " + answer.body()));
  }
}
