package tasklog.projection.feed;

import tasklog.events.TasklogEvent;
import tasklog.events.wire.RecordedEvent;

/** An event as a view gets it: what happened, and all that is known of when, where and by whom. */
public record FeedEvent(TasklogEvent event, RecordedEvent recorded) {

  public long position() {
    return recorded.position();
  }
}
