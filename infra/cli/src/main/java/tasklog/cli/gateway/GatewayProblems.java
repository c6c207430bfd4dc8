package tasklog.cli.gateway;

import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the gateway itself refuses has the shape in which the services refuse. */
final class GatewayProblems extends ErrorHandler {

  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern PLAIN = Pattern.compile("[!-~&&[^\"\\\\]]{1,128}");

  /** One of the codes that GET /problems lists. */
  private record Problem(int status, String code, String title) {

    static Problem of(int status) {
      if (status == 503)
        return new Problem(503, "service_unavailable", "The service cannot answer right now");
      if (status < 500) return new Problem(400, "malformed_request", "The request is not valid HTTP");
      return new Problem(500, "internal_error", "Something went wrong here");
    }

    String json(String requestId) {
      return """
          {"type":"/problems/%s","title":"%s","status":%d,"detail":"%s","code":"%s","request_id":"%s","errors":[]}"""
          .formatted(code, title, status, title, code, requestId);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refusal
        ? refusal.getCode()
        : response.getStatus();
    write(request, response, callback, status);
    return true;
  }

  void write(Request request, Response response, Callback callback, int status) {
    var problem = Problem.of(status);
    String given = request.getHeaders().get(REQUEST_ID);
    String requestId = given != null && PLAIN.matcher(given).matches() ? given : UUID.randomUUID().toString();
    response.reset();
    response.setStatus(problem.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json").put(REQUEST_ID, requestId);
    if (problem.status() == 503) response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    Content.Sink.write(response, true, problem.json(requestId), callback);
  }
}
