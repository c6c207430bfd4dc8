package tasklog.command.task;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.Command;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskId;

/**
 * What an owner can want of a file: tasks as they came to be elsewhere.
 *
 * @param lines by the ids that their tasks are to have, in the order of the file
 * @param tags  by each name that a line has, folded: what is made when no tag has it, in the order of the file
 */
record ImportTasks(
    OwnerId owner,
    SequencedMap<TaskId, Line> lines,
    SequencedMap<String, NewTag> tags,
    Mode mode,
    Instant at) implements Command<ImportScope> {

  /**
   * One task.
   *
   * @param number      of the line, from 1
   * @param chosenId    whether the file names the id
   * @param task        as it was created, at the time when that was
   * @param tagNames    folded; beside the tags that the task has by id
   * @param completedAt null unless the task is completed
   */
  record Line(
      int number,
      boolean chosenId,
      CreateTask task,
      List<String> tagNames,
      @Nullable Instant completedAt) {
    public Line {
      tagNames = List.copyOf(tagNames);
    }
  }

  /** @param name as the file spells it first */
  record NewTag(TagId id, String name) {}

  ImportTasks {
    lines = copyOf(lines);
    tags = copyOf(tags);
  }

  /** Whether it names what could be there already. */
  boolean namesAnything() {
    return !tags.isEmpty()
        || lines.values().stream().anyMatch(line -> line.chosenId() || !line.task().tagIds().isEmpty());
  }

  /** Imports do not queue: they would hold up every single task and tag that they name. */
  @Override
  public List<UUID> contended() {
    return List.of();
  }

  private static <K, V> SequencedMap<K, V> copyOf(Map<K, V> map) {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(map));
  }
}
