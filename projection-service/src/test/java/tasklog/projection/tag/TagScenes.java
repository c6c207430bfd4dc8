package tasklog.projection.tag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.projection.History;
import tasklog.projection.feed.FeedEvent;

/** Random lives of the tags of two owners: few names, so that they often go from one tag to another. */
final class TagScenes {

  private static final List<String> NAMES = List.of("a", "A", "b", "B", "ß", "SS", "Ünïcödé 🚀", " ",
      "{\"NULL\\\":'");

  private final Random random;
  private final History history = new History();
  private final List<OwnerId> owners;
  private final Map<OwnerId, Map<TagId, String>> tags = new LinkedHashMap<>();
  private final List<FeedEvent> events = new ArrayList<>();

  private TagScenes(long seed) {
    random = new Random(seed);
    owners = IntStream.range(0, 2).mapToObj(_ -> new OwnerId(uuid())).toList();
    owners.forEach(owner -> tags.put(owner, new LinkedHashMap<>()));
  }

  static List<FeedEvent> random(long seed, int events) {
    var scenes = new TagScenes(seed);
    while (scenes.events.size() < events) {
      var owner = scenes.any(scenes.owners);
      var own = scenes.tags.get(owner);
      if (own != null) {
        scenes.next(owner, own);
      }
    }
    return scenes.events;
  }

  private void next(OwnerId owner, Map<TagId, String> own) {
    var name = any(NAMES);
    var tag = own.isEmpty() || random.nextInt(3) == 0 ? new TagId(uuid()) : any(List.copyOf(own.keySet()));
    var old = own.get(tag);
    if (old != null && random.nextInt(4) == 0) {
      own.remove(tag);
      add(new TagDeleted(owner, tag, old));
    } else if (!name.equals(old) && isFree(name, tag, own)) {
      own.put(tag, name);
      add(old == null ? new TagCreated(owner, tag, name) : new TagRenamed(owner, tag, old, name));
    }
  }

  private static boolean isFree(String name, TagId tag, Map<TagId, String> own) {
    return own.entrySet().stream()
        .allMatch(other -> other.getKey().equals(tag) || !fold(other.getValue()).equals(fold(name)));
  }

  /** Enough for these names. */
  private static String fold(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private void add(TagEvent event) {
    events.addAll(history.feed(event));
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
