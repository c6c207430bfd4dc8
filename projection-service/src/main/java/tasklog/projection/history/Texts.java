package tasklog.projection.history;

import org.jspecify.annotations.Nullable;
import tasklog.events.AccountEvent;
import tasklog.events.Attributes;
import tasklog.events.TagEvent;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TasklogEvent;

/** What an event sets of what can be long; null where it sets nothing. */
record Texts(@Nullable String title, @Nullable String description, @Nullable Attributes attributes) {

  static final Texts NONE = new Texts(null, null, null);

  static Texts of(TasklogEvent event) {
    return switch (event) {
      case TaskCreated created -> new Texts(created.title(), created.description(), created.attributes());
      case TaskRetitled(_, _, var title) -> new Texts(title, null, null);
      case TaskDescribed(_, _, var description) -> new Texts(null, description, null);
      case TaskAttributesChanged(_, _, var attributes) -> new Texts(null, null, attributes);
      case TaskPrioritised _,TaskRescheduled _,TaskTagged _,TaskUntagged _,TaskStatusChanged _,TaskDeleted _,TaskRestored _,OfMany _,TagEvent _,AccountEvent _ -> NONE;
    };
  }
}
