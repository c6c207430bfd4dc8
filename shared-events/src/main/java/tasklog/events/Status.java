package tasklog.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** Where a task stands. Any status may follow any other. */
public enum Status {
  PENDING("pending"), IN_PROGRESS("in_progress"), COMPLETED("completed"), CANCELLED("cancelled");

  private final String wire;

  Status(String wire) {
    this.wire = wire;
  }

  /** The name in JSON, SQL and query parameters. */
  @JsonValue
  public String wire() {
    return wire;
  }

  public static Optional<Status> of(String wire) {
    return Arrays.stream(values()).filter(status -> status.wire.equals(wire)).findAny();
  }

  @JsonCreator
  static Status ofWire(String wire) {
    return of(wire).orElseThrow(() -> new IllegalArgumentException("Unknown status"));
  }
}
