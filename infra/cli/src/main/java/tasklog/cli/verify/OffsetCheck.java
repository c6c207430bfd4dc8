package tasklog.cli.verify;

import static tasklog.cli.verify.Differences.words;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Whether the offset of each view is that of its position: that of the last record before the offset. */
final class OffsetCheck {

  private final Differences differences;
  private final Map<Integer, Map<Places.Offset, Long>> last = new HashMap<>();

  /** @param topic whose records it is going to see */
  OffsetCheck(Differences differences, Places places, UUID topic) {
    this.differences = differences;
    var ofTopic = places.offsets().stream().filter(offset -> offset.topic().equals(topic)).toList();
    ofTopic.forEach(offset -> last.computeIfAbsent(offset.partition(), _ -> new HashMap<>()).put(offset, 0L));
    for (var view : View.values()) {
      if (ofTopic.stream().noneMatch(offset -> offset.view() == view))
        differences.add("offset.topic", "view " + view, words("offsets on topic id " + topic),
            words("none; the topic was made anew, or nothing projects it"));
    }
  }

  /** Takes the records of a partition in their order. */
  void saw(int partition, long offset, long position) {
    last.getOrDefault(partition, Map.of())
        .replaceAll((place, before) -> offset < place.next() ? Long.valueOf(position) : before);
  }

  /** Whether a record of a partition matters. */
  boolean isWanted(int partition, long offset) {
    return last.getOrDefault(partition, Map.of()).keySet().stream().anyMatch(place -> offset < place.next());
  }

  /**
   * What is left to say of a partition that was read up to the last offset that {@link #isWanted}.
   *
   * @param end its end now
   */
  void finish(int partition, long end) {
    last.getOrDefault(partition, Map.of()).forEach((place, position) -> {
      var where = "view %s, partition %d".formatted(place.view(), partition);
      if (place.next() > end)
        differences.add("offset.next_offset", where, words("at most " + end + ", the end"), place.next());
      if (place.position() != position)
        differences.add("offset.position", where + ", next_offset " + place.next(), position,
            place.position());
    });
  }
}
