package tasklog.command.task;

import static tasklog.command.web.RequestCommands.MAX_ERRORS;
import static tasklog.web.ErrorCode.CONTRADICTION;
import static tasklog.web.ErrorCode.DUPLICATE;
import static tasklog.web.ErrorCode.TIME_IN_FUTURE;
import static tasklog.web.ErrorCode.TIME_OUT_OF_ORDER;
import static tasklog.web.ErrorCode.TOO_FEW;
import static tasklog.web.ErrorCode.TOO_MANY;
import static tasklog.web.ProblemCode.MALFORMED_JSON;
import static tasklog.web.ProblemCode.PAYLOAD_TOO_LARGE;
import static tasklog.web.ProblemCode.VALIDATION_FAILED;

import com.github.f4b6a3.uuid.UuidCreator;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.TagNames;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.ImportTasks.Line;
import tasklog.command.task.ImportTasks.NewTag;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.events.OwnerId;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tasklog.web.input.Body;
import tasklog.web.input.Field;
import tasklog.web.input.JsonLines;

/**
 * A file of tasks, read line by line as it arrives: what can be imported of it, and what is wrong with the rest. It is
 * read to its end whatever is wrong, so that a client which is still sending learns it.
 */
final class ImportFile {

  /** What one append takes without holding up everybody else for long. */
  static final int MAX_LINES = 10_000;
  static final int MAX_TAGS = 50_000;
  static final int MAX_NAMES = 1_000;

  /** As long as the body that creates one task may be. */
  private static final int MAX_LINE_BYTES = 1024 * 1024;

  /** A line that cannot be read. */
  record Fault(int line, ProblemCode code) {}

  private final OwnerId owner;
  private final Instant now;
  private final SequencedMap<TaskId, Line> lines = new LinkedHashMap<>();
  private final SequencedMap<String, NewTag> tags = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<ProblemError> errors = new ArrayList<>();
  private int tagged;

  private ImportFile(OwnerId owner, Instant now) {
    this.owner = owner;
    this.now = now;
  }

  /**
   * @param now when the tasks were created that say nothing of it; no time of theirs is later
   * @throws ProblemException when there are no lines, or too many, or too many tags on them
   */
  static ImportFile read(InputStream in, OwnerId owner, Instant now) throws IOException {
    var file = new ImportFile(owner, now);
    var lines = new JsonLines(in, MAX_LINE_BYTES);
    var count = 0;
    for (var line = lines.next(); line != null; line = lines.next()) {
      count++;
      if (file.excess(count) == null) {
        file.take(line);
      }
    }
    var excess = file.excess(count);
    if (excess != null) {
      throw ProblemException.of(PAYLOAD_TOO_LARGE, excess);
    }
    if (count == 0) {
      throw ProblemException.invalid(ProblemError.pointer("", TOO_FEW, "must have at least one line"));
    }
    return file;
  }

  /** Lines that cannot be read, in their order. */
  List<Fault> faults() {
    return faults;
  }

  ImportTasks command(Mode mode) {
    return new ImportTasks(owner, lines, tags, mode, now);
  }

  /** @throws ProblemException when there is a line that cannot be read; it names the first of them */
  void check() {
    if (faults.isEmpty()) {
      return;
    }
    var malformed = faults.stream().anyMatch(fault -> fault.code() == MALFORMED_JSON);
    throw ProblemException.of(malformed ? MALFORMED_JSON : VALIDATION_FAILED,
        faults.size() + " lines cannot be imported, see errors for the first; nothing was imported")
        .with(errors);
  }

  private @Nullable String excess(int count) {
    if (count > MAX_LINES) {
      return "The body may have at most " + MAX_LINES + " lines";
    }
    if (tagged > MAX_TAGS) {
      return "The lines may have at most " + MAX_TAGS + " tags in all";
    }
    return tags.size() > MAX_NAMES
        ? "The lines may have at most " + MAX_NAMES + " different names of tags"
        : null;
  }

  private void take(JsonLines.Line line) {
    try {
      take(line.number(), line.body());
    } catch (ProblemException fault) {
      faults.add(new Fault(line.number(), fault.code()));
      var all = fault.errors().isEmpty()
          ? List.of(ProblemError.line(line.number(), fault.code(), fault.detail()))
          : fault.errors();
      all.stream().limit(MAX_ERRORS - errors.size()).map(error -> error.onLine(line.number()))
          .forEach(errors::add);
    }
  }

  private void take(int number, Body body) {
    var members = TaskBodies.New.of(body);
    var createdAt = past(body, "created_at");
    var completedAt = past(body, "completed_at");
    var names = body.texts("tags", TaskDecider.MAX_TAGS, 1, TagNames.MAX_LENGTH, TagNames::fold).notNull();
    body.check();
    var task = members.command(owner, createdAt.orElse(now));
    check(members, task, completedAt, names);
    var folded = names.orElse(List.of()).stream().map(this::tag).toList();
    tagged += task.tagIds().size() + folded.size();
    var chosenId = members.id().isPresent();
    lines.put(task.task(), new Line(number, chosenId, task, folded, completedAt(task, completedAt.orNull())));
  }

  private Field<Instant> past(Body body, String name) {
    return body.time(name).verify(time -> !time.isAfter(now), TIME_IN_FUTURE, TIME_IN_FUTURE.meaning());
  }

  /** The rules that need more than one member. */
  private void check(TaskBodies.New members, CreateTask task, Field<Instant> completedAt,
      Field<List<String>> names) {
    var broken = new ArrayList<ProblemError>();
    var same = lines.get(task.task());
    if (same != null) {
      broken.add(members.id().error(DUPLICATE, "is the id of line " + same.number() + " too"));
    }
    var completed = completedAt.orNull();
    if (completed != null && task.status() != Status.COMPLETED) {
      broken.add(completedAt.error(CONTRADICTION, "is only for a task with the status completed"));
    } else if (completed != null && completed.isBefore(task.at())) {
      broken.add(completedAt.error(TIME_OUT_OF_ORDER, "is before created_at"));
    }
    if (task.tagIds().size() + names.orElse(List.of()).size() > TaskDecider.MAX_TAGS) {
      broken.add(names.error(TOO_MANY,
          "must have at most " + TaskDecider.MAX_TAGS + " elements, together with tag_ids"));
    }
    if (!broken.isEmpty()) {
      throw ProblemException.invalid(broken);
    }
  }

  private String tag(String name) {
    var folded = TagNames.fold(name);
    tags.computeIfAbsent(folded, _ -> new NewTag(new TagId(UuidCreator.getTimeOrderedEpoch()), name));
    return folded;
  }

  /** A task that was created completed was completed then, unless it says otherwise. */
  private static @Nullable Instant completedAt(CreateTask task, @Nullable Instant completedAt) {
    return task.status() == Status.COMPLETED && completedAt == null ? task.at() : completedAt;
  }
}
