package tasklog.projection.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.projection.feed.BulkFold;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.feed.copy.CopyRows;

/** Events and versions go to their tables as they come; in memory is only the last version of each task. */
final class HistoryBulk implements BulkFold {

  /** In memory. */
  private static final int BYTES_OF_VERSION = 450;

  private final HistoryView view;
  private final Copy copy;
  private final CopyRows recorded = new CopyRows("recorded_event",
      "position, owner_id, event_id, event_name, version, subject_id, occurred_at, recorded_at, actor_type,"
          + " actor_id, correlation_id, causation_id, traceparent, commit, previous, data");
  private final CopyRows versions = new CopyRows("task_version",
      "task_id, position, owner_id, title_at, description_at, attributes_at, status, priority, due_at, tag_ids,"
          + " completed_at, deleted_at");
  private final Map<TaskId, TaskVersion> last = new HashMap<>();
  private boolean complete;

  HistoryBulk(HistoryView view, Copy copy, boolean complete) {
    this.view = view;
    this.copy = copy;
    this.complete = complete;
  }

  @Override
  public void apply(List<FeedEvent> events) {
    if (!complete) {
      lookUp(events);
    }
    VersionFold.advance(last, events, this::add);
    events.forEach(this::add);
  }

  private void lookUp(List<FeedEvent> events) {
    var unknown = VersionFold.named(events);
    unknown.keySet().removeAll(last.keySet());
    if (!unknown.isEmpty()) {
      last.putAll(view.before(unknown));
    }
  }

  @Override
  public void write() {
    copy.in(recorded);
    copy.in(versions);
    last.clear();
    complete = false;
  }

  @Override
  public long bytes() {
    return (long) last.size() * BYTES_OF_VERSION + recorded.size() + versions.size();
  }

  private void add(FeedEvent fed) {
    var event = fed.recorded();
    recorded.row().number(event.position()).uuid(event.owner().value()).uuid(event.id())
        .text(event.eventName()).integer(event.version()).uuid(event.subject())
        .time(event.occurredAt()).time(event.recordedAt())
        .text(event.actor().type()).text(event.actor().id())
        .text(event.correlationId()).text(event.causationId()).text(event.traceparent())
        .number(event.commit()).number(fed.delivered().previous()).text(event.data());
    copy.inWhenMany(recorded);
  }

  private void add(TaskVersion version) {
    var state = version.state();
    var texts = version.textsAt();
    versions.row().uuid(version.task().value()).number(version.position()).uuid(version.owner().value())
        .number(texts.title()).number(texts.description()).number(texts.attributes())
        .text(state.status().wire()).small(state.priority().rank()).time(state.dueAt())
        .uuids(state.tagIds(), TagId::value)
        .time(state.completedAt()).time(state.deletedAt());
    copy.inWhenMany(versions);
  }
}
