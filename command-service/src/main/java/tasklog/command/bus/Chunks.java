package tasklog.command.bus;

import java.util.ArrayList;
import java.util.List;
import tasklog.events.TaskId;

/** How many tasks one event names: a bulk of them is one event for each 1,000. */
public final class Chunks {

  public static final int SIZE = 1_000;

  private Chunks() {}

  /** In order, all but the last of {@link #SIZE}. */
  public static List<List<TaskId>> of(List<TaskId> tasks) {
    var chunks = new ArrayList<List<TaskId>>();
    for (int i = 0; i < tasks.size(); i += SIZE) {
      chunks.add(tasks.subList(i, Math.min(i + SIZE, tasks.size())));
    }
    return chunks;
  }
}
