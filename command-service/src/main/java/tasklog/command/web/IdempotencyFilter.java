package tasklog.command.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import tasklog.web.security.Caller;
import tasklog.web.security.OwnerResolver;

/**
 * Looks for an {@code Idempotency-Key}, behind security. POST and PATCH take one. Elsewhere it is passed over: the other
 * methods can be repeated by their definition, and a token is no state.
 */
final class IdempotencyFilter implements Filter {

  private static final Set<String> METHODS = Set.of("POST", "PATCH");
  private static final String TOKENS = "/v1/tokens";

  private final Idempotency idempotency;
  private final Fingerprints fingerprints;
  private final ObjectProvider<OwnerResolver> owners;

  IdempotencyFilter(Idempotency idempotency, Fingerprints fingerprints,
      ObjectProvider<OwnerResolver> owners) {
    this.idempotency = idempotency;
    this.fingerprints = fingerprints;
    this.owners = owners;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    var key = key(http);
    if (key.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    try {
      serve(key.get(), new FingerprintedRequest(http, fingerprints.mac()), (HttpServletResponse) response,
          chain);
    } catch (IOException | ServletException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  private static Optional<IdempotencyKey> key(HttpServletRequest http) {
    return METHODS.contains(http.getMethod()) && !TOKENS.equals(http.getServletPath())
        ? IdempotencyKey.parse(Collections.list(http.getHeaders(IdempotencyKey.HEADER)))
        : Optional.empty();
  }

  private void serve(IdempotencyKey key, FingerprintedRequest request, HttpServletResponse response,
      FilterChain chain) throws Exception {
    Idempotency.Service<Exception> rest = () -> {
      chain.doFilter(request, response);
      return null;
    };
    var account = account();
    if (account.isEmpty()) {
      idempotency.serve(scope -> new KeyedRequest(scope, key, request), rest);
      return;
    }
    var known = idempotency.serve(new KeyedRequest(account.get(), key, request), rest);
    if (known.isPresent()) {
      write(known.get(), response);
    }
  }

  /** Who has no account yet gets it with this first write, as always. */
  private Optional<UUID> account() {
    return Caller.current().map(caller -> caller.own()
        ? UUID.fromString(caller.subject())
        : owners.getObject().resolve(caller, true).orElseThrow().value());
  }

  private static void write(ResponseEntity<byte[]> answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.getStatusCode().value());
    answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    if (answer.getBody() != null) {
      response.setContentLength(answer.getBody().length);
      response.getOutputStream().write(answer.getBody());
    }
  }
}
