package tasklog.projection.task;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import tasklog.events.Priority;
import tasklog.events.Status;

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
    Deleted deleted) {

  private static final String OVERDUE = "status IN ('pending', 'in_progress') AND due_at < :now";

  /** What to do with deleted tasks. Each index holds either them or the others, so both are two ranges. */
  enum Deleted {
    EXCLUDE("exclude", "deleted_at IS NULL"),
    INCLUDE("include", "deleted_at IS NULL", "deleted_at IS NOT NULL"),
    ONLY("only", "deleted_at IS NOT NULL");

    private final String wire;
    private final List<String> ranges;

    Deleted(String wire, String... ranges) {
      this.wire = wire;
      this.ranges = List.of(ranges);
    }

    String wire() {
      return wire;
    }
  }

  /** From a time, inclusive, to before another one. */
  record Times(@Nullable Instant from, @Nullable Instant before) {}

  TaskFilter {
    statuses = Collections.unmodifiableSet(copy(Status.class, statuses));
    priorities = Collections.unmodifiableSet(copy(Priority.class, priorities));
  }

  /** Conditions of which a task meets exactly one, each the beginning of an index where the order has one for it. */
  List<String> ranges(TaskOrder order) {
    var ranges = new ArrayList<String>();
    for (var deletion : deleted.ranges) {
      if (order.isByCreation() && !statuses.isEmpty()) {
        statuses.forEach(status -> ranges.add(deletion + " AND status = " + literal(status)));
      } else if (order.isByCreation() && !priorities.isEmpty()) {
        priorities.forEach(priority -> ranges.add(deletion + " AND priority = " + priority.rank()));
      } else {
        ranges.add(deletion);
      }
    }
    return ranges;
  }

  /** What holds in every range. */
  String everywhere() {
    var conditions = new ArrayList<String>();
    conditions.add("(" + String.join(" OR ", deleted.ranges) + ")");
    if (!statuses.isEmpty()) {
      conditions.add("status IN (" + statuses.stream().map(TaskFilter::literal).collect(joining(", ")) + ")");
    }
    if (!priorities.isEmpty()) {
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
    return String.join(" AND ", conditions);
  }

  StatementSpec bind(StatementSpec statement, Instant now) {
    bind(statement, "created_at", created);
    bind(statement, "due_at", due);
    bind(statement, "updated_at", updated);
    bind(statement, "completed_at", completed);
    return statement.param("now", now.atOffset(ZoneOffset.UTC));
  }

  private static void conditions(List<String> conditions, String column, Times times) {
    if (times.from != null) {
      conditions.add(column + " >= :" + column + "_from");
    }
    if (times.before != null) {
      conditions.add(column + " < :" + column + "_before");
    }
  }

  private static void bind(StatementSpec statement, String column, Times times) {
    statement.param(column + "_from", utc(times.from)).param(column + "_before", utc(times.before));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
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
