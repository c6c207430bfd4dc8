package tasklog.cli.gateway;

import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tasklog.local.StartFailure;

/**
 * Joins command-service and projection-service at one port of 127.0.0.1. It streams requests and answers as they come,
 * changes neither, and answers itself only {@code GET /health} and what it cannot pass on.
 */
public final class Gateway implements AutoCloseable {

  /** Requests in progress get this long when it stops; streams that never end are cut. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Server server;

  private Gateway(Server server) {
    this.server = server;
  }

  /**
   * Takes connections when it returns; a service that is not there yet is answered for with 503.
   *
   * @throws StartFailure when the port is taken
   */
  public static Gateway start(int port, int commandPort, int projectionPort) {
    var threads = new QueuedThreadPool(64);
    threads.setName("gateway");
    var server = new Server(threads);
    var problems = new GatewayProblems();
    server.addConnector(connector(server, port));
    server.setErrorHandler(problems);
    server.setStopTimeout(GRACE.toMillis());
    server.setHandler(new GracefulHandler(new Handler.Sequence(new GatewayHealth(commandPort, projectionPort),
        new GatewayRoutes(commandPort, projectionPort, problems))));
    try {
      server.start();
    } catch (IOException e) {
      throw new StartFailure("Port " + port + " is taken");
    } catch (Exception e) {
      throw new IllegalStateException("The gateway does not start", e);
    }
    return new Gateway(server);
  }

  private static ServerConnector connector(Server server, int port) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    var connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(GatewayRoutes.PATIENCE.toMillis());
    return connector;
  }

  public int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The gateway does not stop", e);
    }
  }
}
