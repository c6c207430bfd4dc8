package tasklog.projection.task;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import tasklog.events.Status;
import tasklog.projection.History;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.web.TaskResource;

/** What a list has and in which order, as API.md says it. */
final class ListRules {

  private static final Times ANY = new Times(null, null);
  private static final Instant NOW = History.START;

  private ListRules() {}

  static boolean matches(TaskFilter filter, TaskResource task) {
    return (filter.statuses().isEmpty() || filter.statuses().contains(task.status()))
        && (filter.priorities().isEmpty() || filter.priorities().contains(task.priority()))
        && within(filter.created(), task.createdAt()) && within(filter.due(), task.dueAt())
        && within(filter.updated(), task.updatedAt()) && within(filter.completed(), task.completedAt())
        && (!filter.overdue() || isOverdue(task))
        && (filter.tags().any().isEmpty() || filter.tags().any().stream().anyMatch(task.tagIds()::contains))
        && task.tagIds().containsAll(filter.tags().all()) && isFound(filter.search(), task)
        && switch (filter.deleted()) {
          case INCLUDE -> true;
          case EXCLUDE -> task.deletedAt() == null;
          case ONLY -> task.deletedAt() != null;
        };
  }

  private static boolean isFound(Search search, TaskResource task) {
    var words = Words.of(task.title() + ' ' + task.description());
    return search.words().stream()
        .allMatch(sought -> words.stream().anyMatch(word -> word.startsWith(sought.word())));
  }

  private static boolean within(Times times, @Nullable Instant time) {
    return times.equals(ANY) || time != null
        && (times.from() == null || !time.isBefore(times.from()))
        && (times.before() == null || time.isBefore(times.before()));
  }

  static boolean isOverdue(TaskResource task) {
    return EnumSet.of(Status.PENDING, Status.IN_PROGRESS).contains(task.status()) && task.dueAt() != null
        && task.dueAt().isBefore(NOW);
  }

  /** Nulls last, ties by id in the direction of the order. */
  static Comparator<TaskResource> comparator(TaskOrder order) {
    Comparator<TaskResource> byId = comparing(task -> task.id().toString());
    var byCreation = comparing(TaskResource::createdAt).thenComparing(byId);
    var byUpdate = comparing(TaskResource::updatedAt).thenComparing(byId);
    var byPriority = comparing(TaskResource::priority).thenComparing(byCreation);
    return switch (order) {
      case OLDEST -> byCreation;
      case NEWEST -> byCreation.reversed();
      case FIRST_UPDATED -> byUpdate;
      case LAST_UPDATED -> byUpdate.reversed();
      case LEAST_URGENT -> byPriority;
      case MOST_URGENT -> byPriority.reversed();
      case FIRST_DUE -> comparing(TaskResource::dueAt, nullsLast(naturalOrder())).thenComparing(byId);
      case LAST_DUE -> comparing(TaskResource::dueAt, nullsLast(reverseOrder()))
          .thenComparing(byId.reversed());
    };
  }
}
