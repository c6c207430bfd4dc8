package tasklog.command.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tasklog.command.store.EventLog;

/** The relay by itself, with the settings that it has in a service unless others are named. Ends when it is closed. */
public final class StandaloneRelay implements AutoCloseable {

  private final RelayStatus status = new RelayStatus(new SimpleMeterRegistry());
  private final RelayLoop loop;

  StandaloneRelay(EventLog log, DataSource database, KafkaClients kafka, StreamSettings stream,
      RelaySettings settings) {
    var takeover = new Takeover(kafka, stream, settings.patience(), log);
    var lease = new Lease(database, stream.generation(), settings.lease());
    loop = new RelayLoop(log, lease, takeover, settings, status);
    loop.start();
  }

  /**
   * Starts it.
   *
   * @param database for the lease
   * @param kafka    configuration of all of its clients
   * @param named    settings by their whole names, as {@code tasklog.relay.lease}
   */
  public static StandaloneRelay start(EventLog log, DataSource database, Map<String, Object> kafka,
      StreamSettings stream, Map<String, String> named) {
    var settings = new Binder(new MapConfigurationPropertySource(named)).bindOrCreate("tasklog.relay",
        RelaySettings.class);
    return new StandaloneRelay(log, database, new KafkaClients(kafka, kafka, kafka), stream, settings);
  }

  RelayStatus status() {
    return status;
  }

  /** As the health of a service shows it. */
  public String state() {
    return status.state().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    loop.stop();
  }
}
