package tasklog.projection.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.events.OwnerId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.security.Caller;

class RemoteOwnersTest {

  private static final UUID ACCOUNT = UUID.randomUUID();
  private static final String FOUND = "{\"id\":\"" + ACCOUNT + "\",\"email\":null,\"active\":true}";

  private final List<String> asked = new ArrayList<>();
  private volatile int status = 200;
  private volatile String body = FOUND;
  private final HttpServer service = service();
  private final RemoteOwners owners = new RemoteOwners("http://127.0.0.1:" + service.getAddress().getPort());

  private HttpServer service() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> {
        asked.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        var bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
      });
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private static Caller caller(String subject) {
    return new Caller(false, "https://issuer.example", subject, Set.of("tasks"), Instant.MAX,
        "token-of-" + subject);
  }

  @Test
  void an_account_is_asked_for_once_with_the_callers_own_token() {
    assertThat(owners.resolve(caller("jane"), false)).contains(new OwnerId(ACCOUNT));
    assertThat(owners.resolve(caller("jane"), false)).contains(new OwnerId(ACCOUNT));
    assertThat(asked).containsExactly("/v1/accounts/me Bearer token-of-jane");
    owners.resolve(caller("john"), false);
    assertThat(asked).hasSize(2);
  }

  @Test
  void that_there_is_no_account_is_not_remembered() {
    status = 404;
    assertThat(owners.resolve(caller("jane"), false)).isEmpty();
    status = 200;
    assertThat(owners.resolve(caller("jane"), false)).contains(new OwnerId(ACCOUNT));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"500 | {}", "401 | {}", "200 | {}", "200 | x", "200 | {\"id\":\"x\"}"})
  void any_other_answer_leaves_it_open(int answered, String text) {
    status = answered;
    body = text;
    assertUnavailable();
    status = 200;
    body = FOUND;
    assertThat(owners.resolve(caller("jane"), false)).contains(new OwnerId(ACCOUNT));
  }

  @Test
  void no_answer_leaves_it_open_but_what_is_known_goes_on() {
    owners.resolve(caller("known"), false);
    service.stop(0);
    assertUnavailable();
    assertThat(owners.resolve(caller("known"), false)).contains(new OwnerId(ACCOUNT));
  }

  private void assertUnavailable() {
    assertThatThrownBy(() -> owners.resolve(caller("jane"), false)).isInstanceOfSatisfying(
        ProblemException.class,
        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.SERVICE_UNAVAILABLE));
  }
}
