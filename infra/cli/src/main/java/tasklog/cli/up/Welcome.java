package tasklog.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static tasklog.cli.up.Settings.Port.COMMAND;
import static tasklog.cli.up.Settings.Port.COMMAND_MANAGEMENT;
import static tasklog.cli.up.Settings.Port.KAFKA;
import static tasklog.cli.up.Settings.Port.POSTGRES;
import static tasklog.cli.up.Settings.Port.PROJECTION;
import static tasklog.cli.up.Settings.Port.PROJECTION_MANAGEMENT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import tasklog.local.LocalPostgres;

/** Where everything is, and a first session to paste. */
final class Welcome {

  private Welcome() {}

  static String text(Parts parts) {
    return addresses(parts) + "\nA first session, to paste into another terminal:\n\n" + session(parts)
        + "\nCtrl-C stops everything; the data stay.\n";
  }

  private static String addresses(Parts parts) {
    var settings = parts.settings();
    return """

        Tasklog is up.

          API                 http://127.0.0.1:%d  (GET /health)
          command-service     http://127.0.0.1:%d  management http://127.0.0.1:%d/actuator
          projection-service  http://127.0.0.1:%d  management http://127.0.0.1:%d/actuator
          PostgreSQL, log     %s
          PostgreSQL, read    %s
            with psql         PGPASSFILE=%s psql -h 127.0.0.1 -p %d -U %s %s
          Kafka               127.0.0.1:%d
          data and logs       %s
        """.formatted(parts.port(), settings.port(COMMAND), settings.port(COMMAND_MANAGEMENT),
        settings.port(PROJECTION), settings.port(PROJECTION_MANAGEMENT), parts.databaseUrl(Parts.LOG),
        parts.databaseUrl(Parts.READ), parts.data().of(Settings.PASSWORD_FILE), settings.port(POSTGRES),
        LocalPostgres.USER, Parts.READ, settings.port(KAFKA), parts.data().path());
  }

  static String session(Parts parts) {
    try (var script = Objects.requireNonNull(Welcome.class.getResourceAsStream("first-session.sh"))) {
      return new String(script.readAllBytes(), UTF_8).replace("@api@", "http://127.0.0.1:" + parts.port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
