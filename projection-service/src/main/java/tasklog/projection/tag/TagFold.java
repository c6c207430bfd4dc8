package tasklog.projection.tag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.projection.feed.FeedEvent;

/** What events make of tags: pure, and the same however the events are cut into batches. */
final class TagFold {

  /**
   * What a batch has made of one tag.
   *
   * @param row null when the tag is deleted
   */
  record Change(TagId id, @Nullable TagRow row) {}

  private TagFold() {}

  static Set<TagId> named(Collection<FeedEvent> events) {
    var named = new LinkedHashSet<TagId>();
    for (var event : events) {
      if (event.event() instanceof TagEvent ofTag) {
        named.add(ofTag.tagId());
      }
    }
    return named;
  }

  /**
   * Folds events into the rows that they name. What a row has seen already is passed over, and a tag that the events
   * both make and delete is no change.
   *
   * @param rows   those of {@link #named} that are there
   * @param events in order for each owner
   * @throws IllegalStateException when an event cannot have followed what the rows say
   */
  static List<Change> fold(Map<TagId, TagRow> rows, Collection<FeedEvent> events) {
    var folded = new LinkedHashMap<TagId, @Nullable TagRow>();
    for (var event : events) {
      if (event.event() instanceof TagEvent ofTag) {
        var id = ofTag.tagId();
        var row = folded.containsKey(id) ? folded.get(id) : rows.get(id);
        if (row == null || row.version() < event.position()) {
          folded.put(id, next(row, ofTag, event));
        }
      }
    }
    var changes = new ArrayList<Change>(folded.size());
    folded.forEach((id, row) -> {
      if (row != null || rows.containsKey(id)) {
        changes.add(new Change(id, row));
      }
    });
    return changes;
  }

  /** Null when the tag is deleted, which is for ever. */
  private static @Nullable TagRow next(@Nullable TagRow row, TagEvent event, FeedEvent fed) {
    var at = fed.recorded().occurredAt();
    return switch (event) {
      case TagCreated(var owner, var id, var name) -> {
        if (row != null) {
          throw contradiction(fed, "creates a tag that is there");
        }
        yield new TagRow(id, owner, name, at, at, fed.position());
      }
      case TagRenamed(_, _, _, var name) -> known(row, event, fed).renamed(name, at, fed.position());
      case TagDeleted _ -> {
        known(row, event, fed);
        yield null;
      }
    };
  }

  private static TagRow known(@Nullable TagRow row, TagEvent event, FeedEvent fed) {
    if (row == null || !row.owner().equals(event.owner())) {
      throw contradiction(fed, "changes a tag that its owner does not have");
    }
    return row;
  }

  private static IllegalStateException contradiction(FeedEvent event, String how) {
    return new IllegalStateException("Position " + event.position() + " " + how);
  }
}
