package tasklog.events.wire;

import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lifts the JSON of an older version of an event to what today's record reads, one version at a time. It happens when
 * an event is read, on both sides of the stream; what is stored and published stays as it was written.
 */
final class Upcaster {

  private final List<UnaryOperator<ObjectNode>> steps;

  /** @param steps from version 1 to 2, from 2 to 3 and so on; a released step is never edited */
  @SafeVarargs
  Upcaster(UnaryOperator<ObjectNode>... steps) {
    this.steps = List.of(steps);
  }

  /** The version that today's record reads as it is. */
  int version() {
    return steps.size() + 1;
  }

  boolean knows(int version) {
    return version >= 1 && version <= version();
  }

  /** @param version from 1 to {@link #version()} */
  ObjectNode lift(int version, ObjectNode event) {
    var lifted = event;
    for (var step : steps.subList(version - 1, steps.size())) {
      lifted = step.apply(lifted);
    }
    return lifted;
  }
}
