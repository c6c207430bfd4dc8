package tasklog.projection.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tasklog.projection.ProjectionServiceApplication;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;
import tasklog.testkit.TestTokens;
import tasklog.web.input.ConsistencyToken;

/** A service that was started while Kafka is away answers from what it has. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = ProjectionServiceApplication.class, properties = {
    "management.server.port=0", "spring.kafka.bootstrap-servers=127.0.0.1:1",
    "spring.datasource.hikari.connection-timeout=1000"})
class WithoutKafkaIT {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final TestDatabase DATABASE = TestPostgres.newDatabase("without_kafka");
  private static final TestTokens TOKENS = TestTokens.own();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort
  private int port;
  @LocalManagementPort
  private int managementPort;

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", DATABASE::url);
    registry.add("spring.datasource.username", DATABASE::username);
    registry.add("spring.datasource.password", DATABASE::password);
    registry.add("tasklog.security.jwks-uri", TOKENS::serve);
  }

  @AfterAll
  static void close() {
    TOKENS.close();
  }

  @Test
  void queries_go_on() throws Exception {
    var answer = get("/v1/tasks");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"items\":[]}");
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void what_cannot_be_known_is_not_claimed() throws Exception {
    assertThat(get("/v1/tasks").headers().map()).doesNotContainKeys("Consistency-Token", "Projection-Lag-Ms");
    var answer = get("/v1/tasks", "Consistency-Token", ConsistencyToken.of(UUID.randomUUID(), 1).toString(),
        "Prefer", "wait=0");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("projection_behind");
  }

  @Test
  void it_is_ready_without_kafka_and_alive_with_everything_away() throws Exception {
    assertThat(health("readiness")).isEqualTo(200);
    var server = JdbcClient.create(TestPostgres.server().dataSource());
    server.sql("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS false").update();
    try {
      server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")
          .param(DATABASE.name()).query((row, _) -> row.getBoolean(1)).list();
      await().atMost(LONG).until(() -> health("readiness") == 503);
      assertThat(health("liveness")).isEqualTo(200);
    } finally {
      server.sql("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS true").update();
    }
    await().atMost(LONG).until(() -> health("readiness") == 200);
  }

  private int health(String group) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/" + group);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + TOKENS.of(UUID.randomUUID()));
    return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }
}
