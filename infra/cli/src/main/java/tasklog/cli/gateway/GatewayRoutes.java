package tasklog.cli.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Reads of the read side go to projection-service, everything else to command-service. */
final class GatewayRoutes extends ProxyHandler.Reverse {

  /** Longer than any answer takes to begin, and than any stream is silent. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** An unused connection ends here before the service ends it, which could cost a request its answer. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final List<String> ON_COMMAND_SIDE = List.of("/v1/accounts", "/v1/tokens");

  private final GatewayProblems problems;

  GatewayRoutes(int commandPort, int projectionPort, GatewayProblems problems) {
    super(request -> HttpURI.build(request.getHttpURI()).scheme("http").host("127.0.0.1")
        .port(isQuery(request) ? projectionPort : commandPort));
    this.problems = problems;
    setUseServerThreadPool(true);
    setViaHost("tasklog");
  }

  private static boolean isQuery(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    return READS.contains(request.getMethod()) && path.startsWith("/v1/")
        && ON_COMMAND_SIDE.stream().noneMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setIdleTimeout(IDLE.toMillis());
    client.setMaxConnectionsPerDestination(4096);
    client.setUserAgentField(null);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (request.getHttpURI().getPath() == null) {
      problems.write(request, response, callback, 400);
      return true;
    }
    return super.handle(request, response, callback);
  }

  @Override
  protected org.eclipse.jetty.client.Request newProxyToServerRequest(Request request, HttpURI target) {
    return newRequest(target).method(request.getMethod()).idleTimeout(PATIENCE.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** What is no URI to Java, as with a raw | in the query or the target *, is passed on as it is. */
  private org.eclipse.jetty.client.Request newRequest(HttpURI target) {
    try {
      var uri = new URI(target.asString());
      if (uri.getHost() != null) return getHttpClient().newRequest(uri);
    } catch (URISyntaxException e) {
      // The service says what is wrong with it.
    }
    return getHttpClient().newRequest(target.getHost(), target.getPort()).path(target.getPathQuery());
  }

  @Override
  protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request onward) {
    super.addProxyHeaders(request, onward);
    onward.headers(headers -> {
      String client = Request.getRemoteAddr(request);
      String before = headers.get(HttpHeader.X_FORWARDED_FOR);
      headers.put(HttpHeader.X_FORWARDED_FOR, before == null ? client : before + ", " + client);
      putIfAbsent(headers, HttpHeader.X_FORWARDED_PROTO, request.getHttpURI().getScheme());
      putIfAbsent(headers, HttpHeader.X_FORWARDED_HOST, request.getHeaders().get(HttpHeader.HOST));
    });
  }

  /** What an outer proxy has said stands. */
  private static void putIfAbsent(HttpFields.Mutable headers, HttpHeader name, @Nullable String value) {
    if (value != null && !headers.contains(name)) headers.put(name, value);
  }

  @Override
  protected void onServerToProxyResponseFailure(Request request, org.eclipse.jetty.client.Request onward,
      org.eclipse.jetty.client.Response answer, Response response, Callback callback, Throwable failure) {
    if (response.isCommitted()) callback.failed(failure);
    else problems.write(request, response, callback, 503);
  }
}
