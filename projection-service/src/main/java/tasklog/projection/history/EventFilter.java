package tasklog.projection.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tasklog.events.OwnerId;
import tasklog.events.wire.EventType;

/**
 * Which of an owner's events a page is of.
 *
 * @param after the page is of what comes behind this position
 * @param types none for all
 */
record EventFilter(OwnerId owner, long after, List<Type> types, int limit) {

  /** An event of the contract in one of its versions: what is stored may be older than what is written today. */
  record Type(String eventName, int version, String wire) {

    static Type[] all() {
      return Arrays.stream(EventType.values())
          .flatMap(type -> IntStream.rangeClosed(1, type.version())
              .mapToObj(version -> new Type(type.eventName(), version, type.ceType(version))))
          .toArray(Type[]::new);
    }
  }

  EventFilter {
    types = List.copyOf(types);
  }
}
