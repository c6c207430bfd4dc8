package tasklog.command.task;

import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.command.task.Task.Absent;
import tasklog.command.task.Task.Content;
import tasklog.command.task.Task.Existing;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TaskEvent.OfOne;
import tasklog.events.TaskId;

/** A task, whoever it belongs to. */
record TaskOf(TaskId id) implements Part<Task> {

  @Override
  public EventCriteria criteria() {
    return EventCriteria.havingTags(EventTags.task(id));
  }

  @Override
  public Task initial() {
    return Task.ABSENT;
  }

  @Override
  public Task evolve(Task task, Happened happened) {
    return happened.event() instanceof TaskEvent event && names(event) ? Task.evolve(task, happened) : task;
  }

  private boolean names(TaskEvent event) {
    return switch (event) {
      case OfOne one -> one.taskId().equals(id);
      case OfMany many -> many.taskIds().contains(id);
    };
  }

  @Override
  public int bytes(Task task) {
    return switch (task) {
      case Absent _ -> 0;
      case Existing existing -> bytes(existing.content());
    };
  }

  private static int bytes(Content content) {
    return 400 + 2
        * (content.title().length() + content.description().length() + content.attributes().json().length())
        + 48 * content.tagIds().size();
  }
}
