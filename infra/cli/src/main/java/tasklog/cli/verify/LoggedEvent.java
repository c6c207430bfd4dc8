package tasklog.cli.verify;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of the log.
 *
 * @param type     {@code tasklog.TaskCreated}
 * @param payload  JSON, without the ids of a bulk event
 * @param metadata JSON object of texts
 * @param taskIds  what a bulk event names; null for every other
 */
record LoggedEvent(
    long position,
    UUID id,
    String type,
    String version,
    UUID owner,
    Instant occurredAt,
    Instant recordedAt,
    String actorType,
    String actorId,
    long appendId,
    long appendLast,
    String payload,
    String metadata,
    @Nullable List<UUID> taskIds) {

  /** Name and version: {@code tasklog.TaskCreated.v1}. */
  String ceType() {
    return type + ".v" + version;
  }

  /**
   * What the stream carries.
   *
   * @throws tools.jackson.core.JacksonException when the payload is not a JSON object
   */
  ObjectNode data() {
    var data = Json.MAPPER.readTree(payload).asObject();
    if (taskIds != null) {
      var ids = data.putArray("task_ids");
      taskIds.forEach(id -> ids.add(id.toString()));
    }
    return data;
  }

  /** The task, tag or account that it is about; null when it is about many tasks, or does not say. */
  @Nullable
  String subject() {
    if (taskIds != null) return null;
    var member = type.startsWith("tasklog.Task")
        ? "task_id"
        : type.startsWith("tasklog.Tag") ? "tag_id" : "account_id";
    try {
      return data().path(member).stringValue(null);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Texts by name: correlation_id, causation_id, traceparent. */
  Map<String, String> metadataByName() {
    var names = new HashMap<String, String>();
    Json.MAPPER.readTree(metadata).properties()
        .forEach(member -> names.put(member.getKey(), member.getValue().stringValue()));
    return names;
  }
}
