package tasklog.command.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a batch in the making writes: under which tags, events of which types, for which requests. */
final class WrittenTags {

  private final Map<TagKey, Set<Short>> typesByTag = new HashMap<>();
  private final Set<Short> types = new HashSet<>();
  private final Set<NewRequest.Id> requests = new HashSet<>();
  private final List<AppendRequest> unread = new ArrayList<>();

  /** Costs nothing until somebody asks. */
  void add(AppendRequest request) {
    unread.add(request);
    if (request.request() != null) requests.add(request.request().id());
  }

  /** Whether the batch could write what a criterion of the request matches, or remembers the same request. */
  boolean touch(AppendRequest request) {
    if (request.request() != null && requests.contains(request.request().id())) return true;
    if (request.conditions().isEmpty()) return false;
    unread.forEach(this::read);
    unread.clear();
    if (types.isEmpty()) return false;
    for (Condition condition : request.conditions()) {
      if (touch(condition.criterion())) return true;
    }
    return false;
  }

  private void read(AppendRequest request) {
    for (NewEvent event : request.events()) {
      types.add(event.typeNumber());
      for (TagKey tag : event.tags()) {
        typesByTag.computeIfAbsent(tag, _ -> new HashSet<>(2)).add(event.typeNumber());
      }
    }
  }

  /** May say yes for a criterion with several tags that no event matches: it then waits in vain, for one batch. */
  private boolean touch(Criterion criterion) {
    var written = criterion.tags().isEmpty()
        ? types
        : typesByTag.getOrDefault(criterion.tags().getFirst(), Set.of());
    return criterion.types().isEmpty()
        ? !written.isEmpty()
        : !Collections.disjoint(written, criterion.types());
  }
}
