package tasklog.projection.task;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;

/**
 * Which of an owner's tasks a list is of, with its constant pieces of SQL. Statuses and priorities are literals in them:
 * so the planner knows how many there are, and which partial index holds them.
 */
record TaskFilter(
    Set<Status> statuses,
    Set<Priority> priorities,
    Times created,
    Times due,
    Times updated,
    Times completed,
    boolean overdue,
    Deleted deleted,
    Tags tags,
    Search search) {

  private static final String OVERDUE = "status IN ('pending', 'in_progress') AND due_at < :now";

  /** Behind coalesce the planner does not guess: it takes every tag for rare, since most are of other owners. */
  private static final String TAGGED_ANY = "coalesce(tag_ids && :tag_any::uuid[], false)";
  private static final String TAGGED_ALL = "coalesce(tag_ids @> :tag_all::uuid[], false)";

  /** What to do with deleted tasks. Each index holds either them or the others, so both are two ranges. */
  enum Deleted {
    EXCLUDE("exclude", List.of(false)),
    INCLUDE("include", List.of(false, true)),
    ONLY("only", List.of(true));

    private final String wire;
    private final List<Boolean> states;
    private final List<String> ranges;

    Deleted(String wire, List<Boolean> states) {
      this.wire = wire;
      this.states = states;
      this.ranges = states.stream().map(deleted -> deleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL")
          .toList();
    }

    /** Of the tasks that are in the list: whether they are deleted. */
    List<Boolean> states() {
      return states;
    }

    String wire() {
      return wire;
    }
  }

  /** From a time, inclusive, to before another one. */
  record Times(@Nullable Instant from, @Nullable Instant before) {}

  /** Tags of which a task has at least one, and tags of which it has each; empty when that is no condition. */
  record Tags(List<TagId> any, List<TagId> all) {

    static final Tags UNCONDITIONAL = new Tags(List.of(), List.of());

    Tags {
      any = sorted(any);
      all = sorted(all);
    }

    boolean isConditional() {
      return !any.isEmpty() || !all.isEmpty();
    }

    /** However a client has written them, they are the same filter, and have the same cursors. */
    private static List<TagId> sorted(List<TagId> tags) {
      return tags.stream().distinct().sorted(Comparator.comparing(TagId::value)).toList();
    }
  }

  TaskFilter {
    statuses = Collections.unmodifiableSet(copy(Status.class, statuses));
    priorities = Collections.unmodifiableSet(copy(Priority.class, priorities));
  }

  /** Conditions of which a task meets exactly one, each the beginning of an index where the order has one for it. */
  List<String> ranges(TaskOrder order) {
    var ranges = new ArrayList<String>();
    for (var deletion : deleted.ranges) {
      if (leadsByStatus(order)) {
        statuses.forEach(status -> ranges.add(deletion + " AND status = " + literal(status)));
      } else if (leadsByPriority(order)) {
        priorities.forEach(priority -> ranges.add(deletion + " AND priority = " + priority.rank()));
      } else {
        ranges.add(deletion);
      }
    }
    return ranges;
  }

  private boolean leadsByStatus(TaskOrder order) {
    return order.isByCreation() && !statuses.isEmpty();
  }

  private boolean leadsByPriority(TaskOrder order) {
    return order.isByCreation() && statuses.isEmpty() && !priorities.isEmpty();
  }

  /**
   * What holds in every range beside the conditions of {@link #ranges} themselves. What is said twice is rarer than it is
   * to the planner: it would sort all that it thinks there is rather than follow the index of the order.
   */
  String beside(TaskOrder order) {
    var conditions = new ArrayList<>(List.of("true"));
    conditions(conditions, !leadsByStatus(order), !leadsByPriority(order));
    return String.join(" AND ", conditions);
  }

  /** What holds of every task of the list, but for the search, which has a table of its own. */
  String everywhere() {
    var conditions = new ArrayList<>(List.of("(" + String.join(" OR ", deleted.ranges) + ")"));
    conditions(conditions, true, true);
    return String.join(" AND ", conditions);
  }

  private void conditions(List<String> conditions, boolean ofStatus, boolean ofPriority) {
    if (ofStatus && !statuses.isEmpty()) {
      conditions.add("status IN (" + statuses.stream().map(TaskFilter::literal).collect(joining(", ")) + ")");
    }
    if (ofPriority && !priorities.isEmpty()) {
      conditions.add("priority IN ("
          + priorities.stream().map(priority -> Integer.toString(priority.rank())).collect(joining(", "))
          + ")");
    }
    conditions(conditions, "created_at", created);
    conditions(conditions, "due_at", due);
    conditions(conditions, "updated_at", updated);
    conditions(conditions, "completed_at", completed);
    if (overdue) {
      conditions.add(OVERDUE);
    }
    if (!tags.any.isEmpty()) {
      conditions.add(TAGGED_ANY);
    }
    if (!tags.all.isEmpty()) {
      conditions.add(TAGGED_ALL);
    }
  }

  /** What holds of the time of creation, in a column that has it. */
  String created(String column) {
    var conditions = new ArrayList<>(List.of("true"));
    conditions(conditions, column, "created_at", created);
    return String.join(" AND ", conditions);
  }

  StatementSpec bind(StatementSpec statement, OwnerId owner, Instant now) {
    bind(statement, "created_at", created);
    bind(statement, "due_at", due);
    bind(statement, "updated_at", updated);
    bind(statement, "completed_at", completed);
    return statement.param("tag_any", texts(tags.any)).param("tag_all", texts(tags.all))
        .param("words", search.query(owner)).param("now", now.atOffset(ZoneOffset.UTC));
  }

  private static void conditions(List<String> conditions, String column, Times times) {
    conditions(conditions, column, column, times);
  }

  private static void conditions(List<String> conditions, String column, String parameter, Times times) {
    if (times.from != null) {
      conditions.add(column + " >= :" + parameter + "_from");
    }
    if (times.before != null) {
      conditions.add(column + " < :" + parameter + "_before");
    }
  }

  private static void bind(StatementSpec statement, String column, Times times) {
    statement.param(column + "_from", utc(times.from)).param(column + "_before", utc(times.before));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static String[] texts(List<TagId> tags) {
    return tags.stream().map(TagId::toString).toArray(String[]::new);
  }

  private static String literal(Status status) {
    return "'" + status.wire() + "'";
  }

  private static <E extends Enum<E>> Set<E> copy(Class<E> type, Set<E> values) {
    var copy = EnumSet.noneOf(type);
    copy.addAll(values);
    return copy;
  }
}
