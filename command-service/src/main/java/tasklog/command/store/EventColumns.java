package tasklog.command.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events of a batch and their tags, as the arrays that {@code append_events} takes. */
final class EventColumns {

  private final int[] items;
  private final int[] indexes;
  private final int[] counts;
  private final UUID[] ids;
  private final String[] types;
  private final String[] versions;
  private final UUID[] owners;
  private final Instant[] occurredAt;
  private final String[] actorTypes;
  private final String[] actorIds;
  private final String[] payloads;
  private final String[] metadata;
  private final @Nullable String[] taskIds;
  private final int[] tagEvents;
  private final short[] tagKinds;
  private final UUID[] tagKeys;
  private final short[] tagTypes;
  private int events;
  private int tags;

  EventColumns(List<AppendRequest> requests) {
    int size = 0;
    int tagged = 0;
    for (var request : requests) {
      size += request.events().size();
      for (var event : request.events()) {
        tagged += event.tags().size();
      }
    }
    items = new int[size];
    indexes = new int[size];
    counts = new int[size];
    ids = new UUID[size];
    types = new String[size];
    versions = new String[size];
    owners = new UUID[size];
    occurredAt = new Instant[size];
    actorTypes = new String[size];
    actorIds = new String[size];
    payloads = new String[size];
    metadata = new String[size];
    taskIds = new String[size];
    tagEvents = new int[tagged];
    tagKinds = new short[tagged];
    tagKeys = new UUID[tagged];
    tagTypes = new short[tagged];
    for (int item = 0; item < requests.size(); item++) {
      var all = requests.get(item).events();
      for (int index = 0; index < all.size(); index++) {
        add(all.get(index), item, index, all.size());
      }
    }
  }

  private void add(NewEvent event, int item, int index, int count) {
    items[events] = item;
    indexes[events] = index;
    counts[events] = count;
    ids[events] = event.id();
    types[events] = event.type();
    versions[events] = event.version();
    owners[events] = event.owner();
    occurredAt[events] = event.occurredAt();
    actorTypes[events] = event.actor().type();
    actorIds[events] = event.actor().id();
    payloads[events] = event.payload();
    metadata[events] = event.metadata();
    taskIds[events] = event.taskIds();
    events++;
    for (TagKey tag : event.tags()) {
      tagEvents[tags] = events; // counted from 1, as the elements of an array in PostgreSQL
      tagKinds[tags] = tag.kind();
      tagKeys[tags] = tag.key();
      tagTypes[tags] = event.typeNumber();
      tags++;
    }
  }

  void set(ArrayParameters parameters) throws SQLException {
    parameters.add(items).add(indexes).add(counts)
        .add(ids).add(types).add(versions).add(owners).add(occurredAt)
        .add(actorTypes).add(actorIds).add(payloads).add(metadata).add(taskIds)
        .add(tagEvents).add(tagKinds).add(tagKeys).add(tagTypes);
  }
}
