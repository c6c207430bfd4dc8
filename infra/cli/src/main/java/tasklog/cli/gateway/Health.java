package tasklog.cli.gateway;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** What a service says of itself. */
public final class Health {

  private static final int PATIENCE = (int) Duration.ofSeconds(2).toMillis();

  private Health() {}

  /** Whether the service at this port of 127.0.0.1 answers {@code GET /health} with 200, within seconds. */
  public static boolean isUp(int port) {
    try {
      var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health").toURL()
          .openConnection();
      connection.setConnectTimeout(PATIENCE);
      connection.setReadTimeout(PATIENCE);
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
