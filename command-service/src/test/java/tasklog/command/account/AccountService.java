package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tasklog.command.CommandServiceApplication;
import tasklog.testkit.TestPostgres;
import tasklog.testkit.TestTokens;
import tasklog.web.WebJson;
import tools.jackson.databind.JsonNode;

/** The whole service but its relay, on a database of its own, and a client of it. One context for all subclasses. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = CommandServiceApplication.class)
@AutoConfigureRestTestClient
public abstract class AccountService {

  protected static final String PASSWORD = "correct horse battery";
  protected static final TestTokens OTHER_ISSUER = new TestTokens("https://issuer.example");

  private static final MediaType MERGE_PATCH = MediaType.parseMediaType("application/merge-patch+json");
  private static final String ADMINISTRATOR = "Admin@Example.org";

  @Autowired
  protected RestTestClient http;

  @Autowired
  protected JdbcClient jdbc;

  @DynamicPropertySource
  static void configure(DynamicPropertyRegistry registry) {
    var database = TestPostgres.newDatabase("account");
    var keys = folder();
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::username);
    registry.add("spring.datasource.password", database::password);
    registry.add("management.server.port", () -> 0);
    registry.add("tasklog.relay.enabled", () -> false);
    registry.add("tasklog.account.keys-dir", () -> keys);
    registry.add("tasklog.account.administrator", () -> ADMINISTRATOR);
    // All subclasses come from one address, and are more than one client may be.
    registry.add("tasklog.account.limits.registrations-per-address.attempts", () -> 10_000);
    registry.add("tasklog.account.limits.log-ins-per-address.attempts", () -> 10_000);
    registry.add("tasklog.security.issuers[0].issuer", () -> "https://issuer.example");
    registry.add("tasklog.security.issuers[0].jwks-uri", OTHER_ISSUER::serve);
    registry.add("tasklog.security.issuers[0].audience", () -> "tasklog");
  }

  private static String folder() {
    try {
      return Files.createTempDirectory("keys").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public record Answer(EntityExchangeResult<String> http) {

    public int status() {
      return http.getStatus().value();
    }

    public JsonNode json() {
      return WebJson.mapper().readTree(http.getResponseBody());
    }

    public String text(String member) {
      return json().get(member).stringValue();
    }

    @Nullable
    public String header(String name) {
      return http.getResponseHeaders().getFirst(name);
    }
  }

  protected Answer send(HttpMethod method, String path, @Nullable String token, @Nullable Object body) {
    var request = http.method(method).uri(path);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.contentType(method == HttpMethod.PATCH ? MERGE_PATCH : MediaType.APPLICATION_JSON)
          .body(body instanceof String text ? text : WebJson.mapper().writeValueAsString(body));
    }
    return new Answer(request.exchange().returnResult(String.class));
  }

  protected Answer register(String email, String password) {
    return send(HttpMethod.POST, "/v1/accounts", null,
        Map.of("email", email, "password", password, "display_name", "Jane İ. Doe"));
  }

  Answer logIn(String email, String password) {
    return send(HttpMethod.POST, "/v1/tokens", null, Map.of("email", email, "password", password));
  }

  protected Answer me(String token) {
    return send(HttpMethod.GET, "/v1/accounts/me", token, null);
  }

  protected String newEmail() {
    return UUID.randomUUID() + "@example.org";
  }

  protected String tokenOf(String email) {
    var answer = logIn(email, PASSWORD);
    assertThat(answer.status()).isEqualTo(200);
    return answer.text("access_token");
  }

  /** Of the administrator that is configured. */
  protected String administrator() {
    register(ADMINISTRATOR, PASSWORD);
    return tokenOf(ADMINISTRATOR);
  }

  long registrations(String account) {
    return events(account, "AccountRegistered");
  }

  long events(String account, String type) {
    return jdbc.sql("SELECT count(*) FROM event WHERE owner = :owner AND type = :type")
        .param("owner", UUID.fromString(account)).param("type", "tasklog." + type).query(Long.class).single();
  }
}
