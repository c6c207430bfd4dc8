package tasklog.command.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the relay of this instance is doing. Written by its thread, read by any. */
final class RelayStatus {

  enum State {
    /** Not started, not prepared yet, or stopped. */
    OFF,
    /** Another instance leads, and this one is prepared to. */
    FOLLOWING,
    LEADING,
    /** Database or Kafka are away, or in trouble; it tries again. */
    RETRYING,
    /** Needs a person. */
    REFUSED
  }

  private final Counter events;
  private final Timer transactions;
  private final Counter failures;
  private volatile State state = State.OFF;
  private volatile long position = -1;
  private volatile long head;
  private volatile @Nullable String lastError;

  RelayStatus(MeterRegistry registry) {
    events = Counter.builder("tasklog.relay.events")
        .description("Events that this instance has put on the stream").register(registry);
    transactions = Timer.builder("tasklog.relay.transactions")
        .description("Transactions of this instance on the stream").register(registry);
    failures = Counter.builder("tasklog.relay.failures")
        .description("Times that the relay had to begin anew").register(registry);
    Gauge.builder("tasklog.relay.leader", this, it -> it.state == State.LEADING ? 1 : 0)
        .description("Whether this instance leads").register(registry);
    Gauge.builder("tasklog.relay.refused", this, it -> it.state == State.REFUSED ? 1 : 0)
        .description("Whether log and stream do not belong together").register(registry);
    Gauge.builder("tasklog.relay.backlog", this, it -> it.backlog())
        .description(
            "Events of the log that are not on the stream yet; unknown to an instance that does not lead")
        .register(registry);
  }

  State state() {
    return state;
  }

  @Nullable
  String lastError() {
    return lastError;
  }

  /** Where the stream stands; -1 if this instance does not know. */
  long position() {
    return position;
  }

  /** Unknown, NaN, unless this instance leads or last led. */
  double backlog() {
    return position < 0 ? Double.NaN : Math.max(0, head - position);
  }

  void off() {
    if (state != State.REFUSED) state = State.OFF;
  }

  void follows() {
    state = State.FOLLOWING;
    position = -1;
  }

  void leads(long from) {
    position = from;
    state = State.LEADING;
  }

  void saw(long newHead) {
    head = newHead;
  }

  void committed(long newPosition, Duration took) {
    events.increment(newPosition - position);
    transactions.record(took);
    position = newPosition;
    head = Math.max(head, newPosition);
    lastError = null;
  }

  void failed(String cause) {
    failures.increment();
    lastError = cause;
    state = State.RETRYING;
  }

  void refused(StreamRefused cause) {
    lastError = cause.getMessage();
    state = State.REFUSED;
  }
}
