package tasklog.projection.tag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tasklog.events.TagId;
import tasklog.projection.feed.BulkFold;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.feed.copy.CopyRows;
import tasklog.projection.tag.TagFold.Change;

/** Tags, kept in memory for as long as there is room. */
final class TagBulk implements BulkFold {

  /** In memory. */
  private static final int BYTES_OF_ROW = 500;

  private final TagView view;
  private final Copy copy;
  private final CopyRows tags = new CopyRows("tag",
      "tag_id, owner_id, name, created_at, updated_at, version");
  private final Map<TagId, TagRow> rows = new LinkedHashMap<>();
  /** Those that are in the table, as they are there; some of them may be deleted by now. */
  private final Map<TagId, TagRow> stored = new HashMap<>();
  private boolean complete;

  TagBulk(TagView view, Copy copy, boolean complete) {
    this.view = view;
    this.copy = copy;
    this.complete = complete;
  }

  @Override
  public void apply(List<FeedEvent> events) {
    if (!complete) {
      lookUp(TagFold.named(events));
    }
    for (var change : TagFold.fold(rows, events)) {
      if (change.row() == null) {
        rows.remove(change.id());
      } else {
        rows.put(change.id(), change.row());
      }
    }
  }

  private void lookUp(Set<TagId> named) {
    var unknown = new HashSet<>(named);
    unknown.removeAll(rows.keySet());
    unknown.removeAll(stored.keySet());
    if (!unknown.isEmpty()) {
      var found = view.rows(unknown);
      rows.putAll(found);
      stored.putAll(found);
    }
  }

  @Override
  public void write() {
    var changes = new ArrayList<Change>();
    stored.forEach((id, before) -> {
      var now = rows.remove(id);
      if (!before.equals(now)) {
        changes.add(new Change(id, now));
      }
    });
    view.write(changes);
    rows.values().forEach(row -> tags.row().uuid(row.id().value()).uuid(row.owner().value()).text(row.name())
        .time(row.createdAt()).time(row.updatedAt()).number(row.version()));
    copy.in(tags);
    rows.clear();
    stored.clear();
    complete = false;
  }

  @Override
  public long bytes() {
    return (long) (rows.size() + stored.size()) * BYTES_OF_ROW;
  }
}
