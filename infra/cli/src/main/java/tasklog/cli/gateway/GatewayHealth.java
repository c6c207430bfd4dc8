package tasklog.cli.gateway;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /health}: up when both services are, and which of them is. */
final class GatewayHealth extends Handler.Abstract {

  private final int commandPort;
  private final int projectionPort;

  GatewayHealth(int commandPort, int projectionPort) {
    this.commandPort = commandPort;
    this.projectionPort = projectionPort;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!"/health".equals(request.getHttpURI().getPath()) || !HttpMethod.GET.is(request.getMethod()))
      return false;
    boolean command = Health.isUp(commandPort);
    boolean projection = Health.isUp(projectionPort);
    response.setStatus(command && projection ? 200 : 503);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json").put(HttpHeader.CACHE_CONTROL,
        "no-store");
    Content.Sink.write(response, true,
        """
            {"status":"%s","command":"%s","projection":"%s"}""".formatted(word(command && projection),
            word(command),
            word(projection)),
        callback);
    return true;
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }
}
