package tasklog.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** How much a task matters; stored as 0 (none) to 4 (urgent), so that SQL sorts it. */
public enum Priority {
  NONE("none"), LOW("low"), MEDIUM("medium"), HIGH("high"), URGENT("urgent");

  private final String wire;

  Priority(String wire) {
    this.wire = wire;
  }

  /** The name in JSON and query parameters. */
  @JsonValue
  public String wire() {
    return wire;
  }

  /** The number in SQL. */
  public int rank() {
    return ordinal();
  }

  /** @param rank 0 to 4 */
  public static Priority ofRank(int rank) {
    return values()[rank];
  }

  public static Optional<Priority> of(String wire) {
    return Arrays.stream(values()).filter(priority -> priority.wire.equals(wire)).findAny();
  }

  @JsonCreator
  static Priority ofWire(String wire) {
    return of(wire).orElseThrow(() -> new IllegalArgumentException("Unknown priority"));
  }
}
