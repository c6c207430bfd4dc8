package tasklog.events.wire;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tasklog.events.AccountEvent;
import tasklog.events.TagEvent;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of an event. The log stores the ids that a bulk event names beside the payload, once; the stream carries
 * them inside. The payload itself is never written anew: what is republished is what was stored.
 */
public final class EventJson {

  private static final JsonMapper WITHOUT_TASK_IDS = TasklogJson.builder()
      .addMixIn(OfMany.class, WithoutTaskIds.class).build();

  /** By class; each has found already what reads its members. */
  private static final Map<Class<?>, ObjectReader> READERS = new ConcurrentHashMap<>();

  private EventJson() {}

  @JsonIgnoreProperties("task_ids")
  private interface WithoutTaskIds {}

  /**
   * An event as the log keeps it.
   *
   * @param payload JSON, without the ids of a bulk event; its first member is always {@code owner}
   * @param taskIds the ids of a bulk event in their order, else empty
   */
  public record Stored(String payload, List<UUID> taskIds) {}

  public static Stored store(TasklogEvent event) {
    return event instanceof OfMany bulk
        ? new Stored(WITHOUT_TASK_IDS.writeValueAsString(event),
            bulk.taskIds().stream().map(TaskId::value).toList())
        : new Stored(TasklogJson.mapper().writeValueAsString(event), List.of());
  }

  /** The event as the stream carries it: its payload with the ids of a bulk event put back behind the owner. */
  public static String data(String payload, Collection<UUID> taskIds) {
    if (taskIds.isEmpty()) {
      return payload;
    }
    var comma = payload.indexOf(',');
    var at = comma < 0 ? payload.length() - 1 : comma;
    return taskIds.stream()
        .map(UUID::toString)
        .collect(Collectors.joining("\",\"", payload.substring(0, at) + ",\"task_ids\":[\"",
            "\"]" + payload.substring(at)));
  }

  /** What the event is about: a task, a tag or an account; null for a bulk event. */
  public static @Nullable UUID subject(TasklogEvent event) {
    return switch (event) {
      case TaskEvent.OfOne one -> one.taskId().value();
      case OfMany _ -> null;
      case TagEvent tag -> tag.tagId().value();
      case AccountEvent account -> account.accountId().value();
    };
  }

  /**
   * What a recorded event is about, by the first of its members that says so. That rule holds for every type and
   * version: what publishes an event that it does not know yet gives it the same headers. Null for a bulk event, and
   * when it cannot be told: a damaged event is for those to judge who apply it.
   */
  public static @Nullable UUID subject(String data) {
    try (var in = TasklogJson.mapper().createParser(data)) {
      return in.nextToken() == JsonToken.START_OBJECT ? subject(in) : null;
    } catch (JacksonException | IllegalArgumentException _) {
      return null;
    }
  }

  private static @Nullable UUID subject(JsonParser in) {
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      var member = in.currentName();
      in.nextToken();
      switch (member) {
        case "task_id", "tag_id", "account_id" -> {
          return UUID.fromString(in.getString());
        }
        case "task_ids" -> {
          return null;
        }
        default -> in.skipChildren();
      }
    }
    return null;
  }

  /** Reads what {@link #data} made, written in the type's current version. */
  public static TasklogEvent read(EventType type, String data) {
    return read(type, type.version(), data);
  }

  /**
   * Reads what {@link #data} made, in the version that it was written in.
   *
   * @param type of {@link EventType#of(String, int)} for that version
   * @throws tools.jackson.core.JacksonException when it is not an event of that type and version
   */
  public static TasklogEvent read(EventType type, int version, String data) {
    return read(type.eventClass(), type.upcaster(), version, data);
  }

  static <T> T read(Class<T> eventClass, Upcaster upcaster, int version, String data) {
    var mapper = TasklogJson.mapper();
    T event = version == upcaster.version()
        ? READERS.computeIfAbsent(eventClass, mapper::readerFor).readValue(data)
        : mapper.treeToValue(upcaster.lift(version, mapper.readTree(data).asObject()), eventClass);
    if (event == null) {
      throw MismatchedInputException.from(null, eventClass, "null is no event");
    }
    return event;
  }
}
