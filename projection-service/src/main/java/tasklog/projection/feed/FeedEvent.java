package tasklog.projection.feed;

import tasklog.events.TasklogEvent;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.RecordedEvent;

/** An event as a view gets it: what happened, and all that is known of when, where and by whom. */
public record FeedEvent(TasklogEvent event, Delivered delivered) {

  public RecordedEvent recorded() {
    return delivered.event();
  }

  public long position() {
    return recorded().position();
  }
}
