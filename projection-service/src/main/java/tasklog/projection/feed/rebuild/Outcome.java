package tasklog.projection.feed.rebuild;

import java.util.List;

/** How a rebuild of a view has ended. */
public sealed interface Outcome {

  /** @param differences between what was and what is now, a line for each table; accepted by the operator */
  record Swapped(List<String> differences) implements Outcome {

    public Swapped {
      differences = List.copyOf(differences);
    }
  }

  /** The new tables are complete and are kept, for the operator to decide. */
  record Different(List<String> differences) implements Outcome {

    public Different {
      differences = List.copyOf(differences);
    }
  }
}
