package tasklog.command.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.util.unit.DataSize;
import tasklog.command.relay.RelayStatus.State;
import tasklog.command.store.EventLog;

/** A relay put together as the service does. */
final class TestRelay implements AutoCloseable {

  static final RelaySettings SETTINGS = new RelaySettings(true, Duration.ofSeconds(2), Duration.ofMillis(200),
      Duration.ofMillis(5), 100,
      500, DataSize.ofMegabytes(8), TestStream.PATIENCE, Duration.ofSeconds(1));

  final RelayStatus status = new RelayStatus(new SimpleMeterRegistry());
  final EventLog log;
  private final RelayLoop loop;

  TestRelay(DataSource database, TestStream stream) {
    this(database, stream, SETTINGS);
  }

  TestRelay(DataSource database, TestStream stream, RelaySettings settings) {
    this(database, database, stream, settings);
  }

  /** A relay whose lease is not held up with its log. */
  TestRelay(DataSource database, DataSource ofLog, TestStream stream) {
    this(database, ofLog, stream, SETTINGS);
  }

  private TestRelay(DataSource database, DataSource ofLog, TestStream stream, RelaySettings settings) {
    log = new EventLog(ofLog, ofLog);
    var lease = new Lease(database, stream.settings.generation(), settings.lease());
    var takeover = new Takeover(stream.clients, stream.settings, settings.patience(), log);
    loop = new RelayLoop(log, lease, takeover, settings, status);
  }

  TestRelay start() {
    loop.start();
    return this;
  }

  /** Until this relay has put everything up to {@code position} on the stream. */
  void await(long position) {
    TestStream.await().until(() -> status.position() >= position);
  }

  /** Until this relay is in a state. */
  void await(State state) {
    TestStream.await().until(() -> status.state() == state);
  }

  State state() {
    return status.state();
  }

  @Override
  public void close() {
    loop.stop();
    log.close();
  }
}
