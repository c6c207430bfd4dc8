package tasklog.projection.history;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tasklog.projection.history.TaskVersion.State;

/**
 * What an event has changed of one field of a task; both values look as they do in the task itself. Of {@code tag_ids}
 * they are the whole lists. The fields are all of the task but those that follow from the entries themselves:
 * {@code created_at} is the time of the first, {@code updated_at} that of the last with changes, {@code version} the
 * position of the last.
 *
 * @param from null in the first entry, which has a change for each field that is not null from the beginning
 */
@JsonPropertyOrder({"field", "from", "to"})
record Change(String field, @Nullable Object from, @Nullable Object to) {

  /**
   * The difference of two versions of a task, in the order of the task's fields.
   *
   * @param before   null when there is none
   * @param replaced what was set before of each text that is {@code set}
   */
  static List<Change> between(@Nullable State before, Texts replaced, State after, Texts set) {
    return Stream.of(
        ofText("title", replaced, set, Texts::title),
        ofText("description", replaced, set, Texts::description),
        ofState("status", before, after, State::status),
        ofState("priority", before, after, State::priority),
        ofState("due_at", before, after, State::dueAt),
        ofState("tag_ids", before, after, State::tagIds),
        ofText("attributes", replaced, set, Texts::attributes),
        ofState("completed_at", before, after, State::completedAt),
        ofState("deleted_at", before, after, State::deletedAt))
        .flatMap(Optional::stream).toList();
  }

  private static Optional<Change> ofText(String field, Texts replaced, Texts set,
      Function<Texts, @Nullable Object> value) {
    var to = value.apply(set);
    return to == null ? Optional.empty() : of(field, value.apply(replaced), to);
  }

  private static Optional<Change> ofState(String field, @Nullable State before, State after,
      Function<State, @Nullable Object> value) {
    return of(field, before == null ? null : value.apply(before), value.apply(after));
  }

  private static Optional<Change> of(String field, @Nullable Object from, @Nullable Object to) {
    return Objects.equals(from, to) ? Optional.empty() : Optional.of(new Change(field, from, to));
  }
}
