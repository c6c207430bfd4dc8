package tasklog.projection.task;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.projection.web.Cursors;
import tasklog.projection.web.Page;
import tasklog.web.ErrorCode;
import tasklog.web.TaskResource;
import tasklog.web.input.Field;
import tasklog.web.input.QueryParameters;

/**
 * The query string of a list of tasks.
 *
 * @param cursor as it came; null for the first page
 */
record TaskListRequest(TaskFilter filter, TaskOrder order, int limit, @Nullable String cursor) {

  /** As many as a task can have. */
  private static final int MOST_TAGS = 50;

  /** @throws tasklog.web.ProblemException {@code malformed_query}, naming every parameter that is wrong */
  static TaskListRequest of(QueryParameters parameters) {
    var status = parameters.someOf("status", Status.values(), Status::wire);
    var priority = parameters.someOf("priority", Priority.values(), Priority::wire);
    var created = times(parameters, "created");
    var due = times(parameters, "due");
    var updated = times(parameters, "updated");
    var completed = times(parameters, "completed");
    var tagAny = parameters.uuids("tag_any", MOST_TAGS);
    var tagAll = parameters.uuids("tag_all", MOST_TAGS);
    var search = search(parameters);
    var overdue = parameters.oneOf("overdue", new Boolean[]{true}, _ -> "true");
    var deleted = parameters.oneOf("deleted", Deleted.values(), Deleted::wire);
    var sort = parameters.oneOf("sort", TaskOrder.values(), TaskOrder::wire);
    var limit = parameters.number("limit", 1, Page.LONGEST);
    var cursor = parameters.text(Cursors.PARAMETER);
    parameters.check();
    var filter = new TaskFilter(
        Set.copyOf(status.orElse(List.of())), Set.copyOf(priority.orElse(List.of())),
        created.get(), due.get(), updated.get(), completed.get(),
        overdue.isPresent(), deleted.orElse(Deleted.EXCLUDE),
        new Tags(tags(tagAny), tags(tagAll)), search.orElse(Search.NONE));
    return new TaskListRequest(filter, sort.orElse(TaskOrder.NEWEST),
        limit.orElse((long) Page.LIMIT).intValue(),
        cursor.orNull());
  }

  /** @throws tasklog.web.ProblemException {@code malformed_cursor} when it is not one of this list of this owner */
  TaskListQuery query(OwnerId owner, Cursors cursors, boolean counted, Instant now) {
    var after = cursor == null ? null : TaskKey.of(cursors.open(list(owner), cursor));
    return new TaskListQuery(owner, filter, order, after, limit, counted, now);
  }

  /** The cursor to what is behind a page. */
  String cursor(OwnerId owner, Cursors cursors, TaskResource last) {
    return cursors.seal(list(owner), order.key(last).bytes());
  }

  /** What a cursor is bound to. */
  private String list(OwnerId owner) {
    return "tasks " + owner + ' ' + order + ' ' + filter;
  }

  private static List<TagId> tags(Field<List<UUID>> ids) {
    return ids.orElse(List.of()).stream().map(TagId::new).toList();
  }

  /** One that finds nothing in particular is refused, rather than taken for no condition or for one that nothing meets. */
  private static Field<Search> search(QueryParameters parameters) {
    return parameters.text("q")
        .verify(text -> text.codePointCount(0, text.length()) <= Search.LONGEST, ErrorCode.TOO_LONG,
            "must have at most " + Search.LONGEST + " characters")
        .map(Search::of)
        .verify(Search::isConditional, ErrorCode.TOO_SHORT, "must have a letter, a digit or a symbol");
  }

  private static Supplier<Times> times(QueryParameters parameters, String name) {
    var from = parameters.time(name + "_from");
    var before = parameters.time(name + "_before");
    return () -> new Times(from.orNull(), before.orNull());
  }
}
