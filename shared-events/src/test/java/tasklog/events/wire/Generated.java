package tasklog.events.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the rules let into an event. */
final class Generated {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Instant YEAR_1 = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Generated() {}

  static Arbitrary<TasklogEvent> events() {
    return Arbitraries.of(EventType.class).flatMap(Generated::event);
  }

  static Arbitrary<UUID> uuids() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
  }

  static Arbitrary<OwnerId> owners() {
    return uuids().map(OwnerId::new);
  }

  /** W3C trace contexts. */
  static Arbitrary<String> traces() {
    return uuids().map(id -> id.toString().replace("-", ""))
        .map(trace -> "00-" + trace + "-" + trace.substring(16) + "-01");
  }

  /** Microseconds of the years 0001 to 9999. */
  static Arbitrary<Instant> times() {
    return Combinators.combine(
        Arbitraries.longs().between(YEAR_1.getEpochSecond(), YEAR_9999.getEpochSecond()),
        Arbitraries.integers().between(0, 999_999))
        .as((second, micro) -> Instant.ofEpochSecond(second, micro * 1_000L));
  }

  static Arbitrary<String> text(int max) {
    return text(0, max);
  }

  /** Any text but U+0000 and lone surrogates: control characters and those of four bytes as often as letters. */
  static Arbitrary<String> text(int min, int max) {
    var codePoints = Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.integers().between(1, 0x7f)),
        Tuple.of(1, Arbitraries.integers().between(0x80, 0xd7ff)),
        Tuple.of(1, Arbitraries.integers().between(0xe000, 0x10ffff)));
    return codePoints.list().ofMinSize(min).ofMaxSize(max).map(
        points -> points.stream().collect(StringBuilder::new, StringBuilder::appendCodePoint,
            StringBuilder::append).toString());
  }

  static Arbitrary<ObjectNode> objects() {
    return members(3).map(ObjectNode.class::cast);
  }

  private static Arbitrary<? extends JsonNode> members(int depth) {
    return Combinators.combine(text(5), values(depth - 1)).as(Map::entry)
        .list().ofMaxSize(4).map(entries -> {
          var object = JSON.objectNode();
          entries.forEach(entry -> object.set(entry.getKey(), entry.getValue()));
          return object;
        });
  }

  private static Arbitrary<JsonNode> values(int depth) {
    var leaves = Arbitraries.<JsonNode>oneOf(
        text(5).map(JSON::stringNode),
        Arbitraries.of(true, false).map(JSON::booleanNode),
        Arbitraries.just(JSON.nullNode()),
        Arbitraries.bigIntegers().between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40))
            .map(JSON::numberNode),
        numbers().map(JSON::numberNode));
    return depth == 0
        ? leaves
        : Arbitraries.oneOf(
            leaves,
            members(depth).map(JsonNode.class::cast),
            values(depth - 1).list().ofMaxSize(3).map(elements -> JSON.arrayNode().addAll(elements)));
  }

  static Arbitrary<BigDecimal> numbers() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(-1_200, 1_200))
        .as((unscaled, scale) -> new BigDecimal(BigInteger.valueOf(unscaled), scale));
  }

  private static Arbitrary<TasklogEvent> event(EventType type) {
    var task = Combinators.combine(owners(), uuids().map(TaskId::new));
    var tag = Combinators.combine(owners(), uuids().map(TagId::new));
    var bulk = Combinators.combine(owners(),
        uuids().map(TaskId::new).list().uniqueElements().ofMinSize(1).ofMaxSize(1_000));
    var ofTaskAndTag = uuids().map(TagId::new);
    return switch (type) {
      case TASK_CREATED -> created();
      case TASK_RETITLED -> task.flatAs((o, t) -> text(1, 200).map(it -> new TaskRetitled(o, t, it)));
      case TASK_DESCRIBED -> task.flatAs((o, t) -> text(2_000).map(it -> new TaskDescribed(o, t, it)));
      case TASK_PRIORITISED -> task
          .flatAs((o, t) -> Arbitraries.of(Priority.class).map(it -> new TaskPrioritised(o, t, it)));
      case TASK_RESCHEDULED -> task
          .flatAs((o, t) -> times().injectNull(0.3).map(it -> new TaskRescheduled(o, t, it)));
      case TASK_ATTRIBUTES_CHANGED -> task
          .flatAs((o, t) -> attributes().map(it -> new TaskAttributesChanged(o, t, it)));
      case TASK_TAGGED -> task.flatAs((o, t) -> ofTaskAndTag.map(it -> new TaskTagged(o, t, it)));
      case TASK_UNTAGGED -> task.flatAs((o, t) -> ofTaskAndTag.map(it -> new TaskUntagged(o, t, it)));
      case TASK_STATUS_CHANGED -> task
          .flatAs((o, t) -> Arbitraries.of(Status.class).map(it -> new TaskStatusChanged(o, t, it)));
      case TASK_DELETED -> task.as(TaskDeleted::new);
      case TASK_RESTORED -> task.as(TaskRestored::new);
      case TASKS_STATUS_CHANGED -> bulk
          .flatAs((o, ts) -> Arbitraries.of(Status.class).map(it -> new TasksStatusChanged(o, ts, it)));
      case TASKS_DELETED -> bulk.as(TasksDeleted::new);
      case TASKS_RESTORED -> bulk.as(TasksRestored::new);
      case TASKS_UNTAGGED -> bulk.flatAs((o, ts) -> ofTaskAndTag.map(it -> new TasksUntagged(o, ts, it)));
      case TAG_CREATED -> tag.flatAs((o, t) -> text(1, 50).map(it -> new TagCreated(o, t, it)));
      case TAG_RENAMED -> tag
          .flatAs(
              (o, t) -> text(1, 50).list().ofSize(2).map(it -> new TagRenamed(o, t, it.get(0), it.get(1))));
      case TAG_DELETED -> tag.flatAs((o, t) -> text(1, 50).map(it -> new TagDeleted(o, t, it)));
      case ACCOUNT_REGISTERED -> owners().map(it -> new AccountRegistered(it, it));
      case ACCOUNT_DEACTIVATED -> owners().map(it -> new AccountDeactivated(it, it));
      case ACCOUNT_REACTIVATED -> owners().map(it -> new AccountReactivated(it, it));
    };
  }

  private static Arbitrary<TasklogEvent> created() {
    return Combinators.combine(
        owners(), uuids().map(TaskId::new), text(1, 200), Arbitraries.of(Status.class),
        Arbitraries.of(Priority.class),
        times(), uuids().map(TagId::new).list().uniqueElements().ofMaxSize(50), attributes())
        .as((owner, task, text, status, priority, time, tags, attributes) -> new TaskCreated(owner, task,
            text, text, status, priority, tags.isEmpty() ? null : time, List.copyOf(tags),
            attributes,
            status == Status.COMPLETED ? time : null));
  }

  private static Arbitrary<Attributes> attributes() {
    return objects().map(Attributes::of);
  }
}
