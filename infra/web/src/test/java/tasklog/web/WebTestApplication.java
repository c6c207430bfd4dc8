package tasklog.web;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.testkit.TestTokens;
import tasklog.web.input.Body;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.IfMatch;
import tasklog.web.input.IfNoneMatch;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;
import tasklog.web.security.Caller;
import tasklog.web.security.OwnerResolver;

/** A service with nothing in it but the edge, and controllers that show what reaches them. */
@SpringBootApplication
public class WebTestApplication {

  public static final TestTokens TOKENS = TestTokens.own();
  /** The account of the one subject of another issuer that has one. */
  public static final OwnerId KNOWN = new OwnerId(UUID.fromString("00000000-0000-7000-8000-00000000000a"));

  @Bean
  JWKSource<SecurityContext> keys() throws ParseException {
    return new ImmutableJWKSet<>(JWKSet.parse(TOKENS.jwks()));
  }

  /** Its connections cannot be had: what an application sees of a database that is away. */
  @Bean
  DataSource dataSource() {
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        throw new SQLTransientConnectionException("away");
      }

      @Override
      public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
      }
    };
  }

  @Bean
  OwnerResolver owners() {
    return (caller, writing) -> switch (caller.subject()) {
      case "known" -> Optional.of(KNOWN);
      case "new" -> writing ? Optional.of(KNOWN) : Optional.empty();
      default -> Optional.empty();
    };
  }

  record Seen(@Nullable Object value) {}

  record Typed(String name, int count) {}

  @RestController
  static class Probe {

    @GetMapping("/v1/probe/caller")
    Seen caller(Caller caller) {
      return new Seen(Map.of("subject", caller.subject(), "own", caller.own(), "scopes", caller.scopes()));
    }

    @GetMapping("/v1/probe/owner")
    Seen reader(OwnerId owner) {
      return new Seen(owner);
    }

    @PostMapping("/v1/probe/owner")
    Seen writer(OwnerId owner) {
      return new Seen(owner);
    }

    @GetMapping("/v1/probe/request")
    Seen request() {
      return new Seen(RequestId.current() + " " + TraceParent.current().orElse("-"));
    }

    @PostMapping(path = "/v1/probe/body", consumes = "application/json")
    Seen body(@RequestBody Body body) {
      var title = body.text("title", 1, 5).required();
      var due = body.time("due_at");
      body.check();
      return new Seen(title.get() + " " + due.orNull());
    }

    @PostMapping(path = "/v1/probe/typed", consumes = "application/json")
    Seen typed(@RequestBody Typed typed) {
      return new Seen(typed);
    }

    @GetMapping("/v1/probe/query")
    Seen query(QueryParameters query) {
      var limit = query.number("limit", 1, 200);
      query.check();
      return new Seen(limit.orElse(50L));
    }

    @GetMapping("/v1/probe/param")
    Seen param(@RequestParam int n) {
      return new Seen(n);
    }

    @GetMapping("/v1/probe/tasks/{id}")
    ResponseEntity<Seen> task(
        @PathVariable TaskId id,
        IfNoneMatch ifNoneMatch,
        Prefer prefer,
        @Nullable ConsistencyToken token) {
      return ifNoneMatch.has(7)
          ? ResponseEntity.status(304).eTag("\"7\"").build()
          : ResponseEntity.ok(new Seen(id + " " + prefer.waitSeconds().orElse(-1) + " " + token));
    }

    @PatchMapping("/v1/probe/tasks/{id}")
    Seen change(@PathVariable TaskId id, IfMatch ifMatch) {
      ifMatch.check(7);
      return new Seen(id);
    }

    @GetMapping("/v1/probe/tags/{id}")
    Seen tag(@PathVariable TagId id) {
      return new Seen(id);
    }

    @GetMapping("/v1/probe/things/{id}")
    Seen thing(@PathVariable UUID id) {
      return new Seen(id);
    }

    @GetMapping("/v1/probe/fails")
    Seen fails() {
      throw new IllegalStateException("secret of the house");
    }

    @GetMapping("/v1/probe/away")
    Seen away() throws SQLException {
      throw new SQLException("secret of the house", "57P01");
    }

    @GetMapping("/v1/probe/refused")
    Seen refused() {
      throw ProblemException.of(ProblemCode.TASK_DELETED, "no \ud800 half")
          .with(ProblemError.pointer("/a\udc00", ErrorCode.UNKNOWN_FIELD));
    }

    @GetMapping("/v1/probe/sent")
    void sent(HttpServletResponse response) throws IOException {
      response.sendError(409, "secret of the house");
    }
  }
}
