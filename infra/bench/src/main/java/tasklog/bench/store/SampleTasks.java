package tasklog.bench.store;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.List;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskId;
import tasklog.events.wire.EventJson;

/** Tasks as long as people write them. */
final class SampleTasks {

  static final String TITLE = "Buy milk and eggs";
  static final String DESCRIPTION = "Some words on what is to be done, and why it should be. ".repeat(2);

  private SampleTasks() {}

  static TaskId newTask() {
    return new TaskId(UuidCreator.getTimeOrderedEpoch());
  }

  static TaskCreated created(OwnerId owner, TaskId task) {
    return new TaskCreated(owner, task, TITLE, DESCRIPTION, Status.PENDING, Priority.MEDIUM, null, List.of(),
        Attributes.NONE, null);
  }

  /** What is stored of a creation. */
  static String payloadOfCreation() {
    return EventJson.store(created(Contents.LARGE, newTask())).payload();
  }

  /** What is stored of a change. */
  static String payloadOfChange() {
    return EventJson.store(new TaskStatusChanged(Contents.LARGE, newTask(), Status.COMPLETED)).payload();
  }
}
