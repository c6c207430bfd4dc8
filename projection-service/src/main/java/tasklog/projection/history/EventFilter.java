package tasklog.projection.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tasklog.events.OwnerId;
import tasklog.events.wire.EventType;
import tasklog.projection.web.Page;
import tasklog.web.input.QueryParameters;

/**
 * Which of an owner's events a page is of.
 *
 * @param after the page is of what comes behind this position
 * @param types none for all
 */
public record EventFilter(OwnerId owner, long after, List<Type> types, int limit) {

  /** An event of the contract in one of its versions: what is stored may be older than what is written today. */
  public record Type(String eventName, int version, String wire) {

    static Type[] all() {
      return Arrays.stream(EventType.values())
          .flatMap(type -> IntStream.rangeClosed(1, type.version())
              .mapToObj(version -> new Type(type.eventName(), version, type.ceType(version))))
          .toArray(Type[]::new);
    }
  }

  public EventFilter {
    types = List.copyOf(types);
  }

  /** As a query has it; refuses one with anything else in it. */
  public static EventFilter of(OwnerId owner, QueryParameters parameters) {
    var after = parameters.number("after", 0, Long.MAX_VALUE);
    var limit = parameters.number("limit", 1, Page.LONGEST);
    var types = parameters.someOf("type", Type.all(), Type::wire);
    parameters.check();
    return new EventFilter(owner, after.orElse(0L), types.orElse(List.of()),
        limit.orElse((long) Page.LIMIT).intValue());
  }

  /** The same from another position on. */
  public EventFilter after(long position) {
    return new EventFilter(owner, position, types, limit);
  }

  /** The same with a page of so many. */
  public EventFilter atMost(int events) {
    return new EventFilter(owner, after, types, events);
  }
}
