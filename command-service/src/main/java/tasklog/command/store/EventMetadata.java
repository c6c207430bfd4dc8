package tasklog.command.store;

import java.util.HashMap;
import java.util.Map;
import tasklog.events.Actor;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The names under which messages carry who did something and why. The actor has columns of its own in the log. */
public final class EventMetadata {

  public static final String ACTOR_TYPE = "actor_type";
  public static final String ACTOR_ID = "actor_id";
  public static final String CORRELATION_ID = "correlation_id";
  public static final String CAUSATION_ID = "causation_id";
  public static final String TRACEPARENT = "traceparent";

  /** Stands for whoever a message does not name. */
  static final Actor UNKNOWN = new Actor("unknown", "");

  private static final String NOTHING = "{}";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private EventMetadata() {}

  static Actor actor(Map<String, String> metadata) {
    var type = metadata.get(ACTOR_TYPE);
    var id = metadata.get(ACTOR_ID);
    return type == null || id == null ? UNKNOWN : new Actor(type, id);
  }

  /** Everything but the actor, as a JSON object of strings. */
  static String write(Map<String, String> metadata) {
    var rest = new HashMap<>(metadata);
    rest.remove(ACTOR_TYPE);
    rest.remove(ACTOR_ID);
    return rest.isEmpty() ? NOTHING : JSON.writeValueAsString(rest);
  }

  static Map<String, String> read(String json) {
    return json.equals(NOTHING) ? Map.of() : JSON.readValue(json, STRINGS);
  }

  /** As the message carried it when it was appended. */
  static Map<String, String> of(LoggedEvent event) {
    if (event.actor().equals(UNKNOWN)) return event.metadata();
    var all = new HashMap<>(event.metadata());
    all.put(ACTOR_TYPE, event.actor().type());
    all.put(ACTOR_ID, event.actor().id());
    return all;
  }
}
