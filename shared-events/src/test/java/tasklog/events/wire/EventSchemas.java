package tasklog.events.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of an event from its record. What a record cannot say, bounds and meaning, is said here by the name
 * of the member, since a name means the same in every event. Objects stay open: an event may gain nullable members,
 * and whoever validates with an older schema must not refuse them.
 */
final class EventSchemas {

  private static final String TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$";
  private static final PrettyPrinter LAYOUT = new DefaultPrettyPrinter(
      Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
      .withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private EventSchemas() {}

  /** The schema as its file holds it. */
  static String text(EventType type) {
    return laidOut(schema(type)) + "\n";
  }

  static String laidOut(JsonNode json) {
    return TasklogJson.mapper().writer().with(LAYOUT).writeValueAsString(json);
  }

  private static ObjectNode schema(EventType type) {
    var schema = JsonNodeFactory.instance.objectNode()
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("$id", "urn:tasklog:schema:" + type.ceType())
        .put("title", type.eventName())
        .put("description", description(type))
        .put("type", "object");
    var properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (var component : type.eventClass().getRecordComponents()) {
      var name = name(component);
      var member = JsonNodeFactory.instance.objectNode().put("description", description(name));
      member.setAll(value(name, component.getGenericType()));
      properties.set(name, member);
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        allowNull(member);
      } else {
        required.add(name);
      }
    }
    return schema.put("additionalProperties", true);
  }

  private static void allowNull(ObjectNode member) {
    var type = member.required("type");
    member.putArray("type").add(type).add("null");
    if (member.get("enum") instanceof ArrayNode words) {
      words.addNull();
    }
  }

  private static ObjectNode value(String name, Type type) {
    var schema = JsonNodeFactory.instance.objectNode();
    return switch (type) {
      case Class<?> it when it == OwnerId.class || it == TaskId.class || it == TagId.class -> schema
          .put("type", "string").put("format", "uuid");
      case Class<?> it when it == Instant.class -> schema
          .put("type", "string").put("format", "date-time").put("pattern", TIME);
      case Class<?> it when it == String.class -> lengths(schema.put("type", "string"), name);
      case Class<?> it when it == Status.class -> words(schema,
          Arrays.stream(Status.values()).map(Status::wire));
      case Class<?> it when it == Priority.class -> words(schema,
          Arrays.stream(Priority.values()).map(Priority::wire));
      case Class<?> it when it == Attributes.class -> schema.put("type", "object");
      case ParameterizedType list -> sizes(schema.put("type", "array"), name)
          .put("uniqueItems", true)
          .set("items", value(name, list.getActualTypeArguments()[0]));
      default -> throw new IllegalArgumentException("How does " + name + ", " + type + ", look in a schema?");
    };
  }

  private static ObjectNode words(ObjectNode schema, Stream<String> words) {
    var values = schema.put("type", "string").putArray("enum");
    words.forEach(values::add);
    return schema;
  }

  private static String name(RecordComponent component) {
    return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, component.getName());
  }

  private static ObjectNode lengths(ObjectNode schema, String member) {
    return switch (member) {
      case "title" -> schema.put("minLength", 1).put("maxLength", 200);
      case "description" -> schema.put("maxLength", 20_000);
      case "name", "old_name", "new_name" -> schema.put("minLength", 1).put("maxLength", 50);
      default -> throw new IllegalArgumentException("How long is " + member + "?");
    };
  }

  private static ObjectNode sizes(ObjectNode schema, String member) {
    return switch (member) {
      case "tag_ids" -> schema.put("maxItems", 50);
      case "task_ids" -> schema.put("minItems", 1).put("maxItems", 1_000);
      default -> throw new IllegalArgumentException("How many " + member + "?");
    };
  }

  private static String description(String member) {
    return switch (member) {
      case "owner" -> "The account that it belongs to; the key of the record.";
      case "task_id" -> "The task.";
      case "task_ids" -> "The tasks, in the order that the command named them; the event applies to each.";
      case "tag_id" -> "The tag.";
      case "account_id" -> "The account; equal to the owner.";
      case "title" -> "Kept as given, never trimmed or normalised; lengths are in code points.";
      case "description" -> "Kept as given, Markdown by custom.";
      case "status" -> "Where the task stands from now on.";
      case "priority" -> "How much the task matters from now on.";
      case "due_at" -> "When the task is due, in UTC; null: not at any time.";
      case "completed_at" -> "When the task was completed; set exactly when status is completed.";
      case "tag_ids" -> "The tags that the task has, by id; names are in TagCreated and TagRenamed.";
      case "attributes" -> "The client's own object, whole, at most 16384 bytes of UTF-8 in canonical form.";
      case "name" -> "Unique among the owner's tags after NFC and case folding.";
      case "old_name" -> "The name that is free from now on, unless it only differs in case.";
      case "new_name" -> "Unique among the owner's tags after NFC and case folding.";
      default -> throw new IllegalArgumentException("What does " + member + " mean?");
    };
  }

  private static String description(EventType type) {
    return switch (type) {
      case TASK_CREATED -> "A task came to be, in any status.";
      case TASK_RETITLED -> "A task has another title.";
      case TASK_DESCRIBED -> "A task has another description.";
      case TASK_PRIORITISED -> "A task has another priority.";
      case TASK_RESCHEDULED -> "A task is due at another time, or no longer at any.";
      case TASK_ATTRIBUTES_CHANGED -> "A task has other attributes: the whole new object, not a difference.";
      case TASK_TAGGED -> "A tag was put on a task.";
      case TASK_UNTAGGED -> "A tag was taken off a task.";
      case TASK_STATUS_CHANGED -> "A task has another status.";
      case TASK_DELETED -> "A task was deleted. Until it is restored nothing but TasksUntagged names it.";
      case TASK_RESTORED -> "A deleted task is live again, as it was.";
      case TASKS_STATUS_CHANGED -> "Tasks have a status; one that had it already keeps its completed_at.";
      case TASKS_DELETED -> "Tasks were deleted.";
      case TASKS_RESTORED -> "Deleted tasks are live again, as they were.";
      case TASKS_UNTAGGED -> "A tag was taken off tasks, deleted ones too, because it was deleted; TagDeleted is in the same append.";
      case TAG_CREATED -> "A tag came to be.";
      case TAG_RENAMED -> "A tag has another name; tasks keep it by its id.";
      case TAG_DELETED -> "A tag is gone; what takes it off its tasks is in the same append.";
      case ACCOUNT_REGISTERED -> "An account came to be. Its e-mail and name are in no event.";
      case ACCOUNT_DEACTIVATED -> "An account takes no more changes until it is reactivated.";
      case ACCOUNT_REACTIVATED -> "An account takes changes again.";
    };
  }
}
