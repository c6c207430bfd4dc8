package tasklog.cli.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Owners of whom a view has set events aside, each from a position on: their rows are as they were before it, and that
 * is what they are compared with.
 */
record Parked(Map<View, Map<UUID, Long>> from) {

  static final Parked NONE = new Parked(Map.of());

  /** The last position that is in the rows of an owner, if the view has come that far. */
  long upTo(View view, UUID owner) {
    var first = from.getOrDefault(view, Map.of()).get(owner);
    return first == null ? Long.MAX_VALUE : first - 1;
  }

  /** One line for each owner and view. */
  List<String> lines() {
    var lines = new TreeMap<String, String>();
    from.forEach((view, owners) -> owners.forEach((owner, position) -> lines.put(owner + " " + view,
        "owner " + owner + " is parked in view " + view + " from position " + position + " on")));
    return List.copyOf(lines.values());
  }
}
