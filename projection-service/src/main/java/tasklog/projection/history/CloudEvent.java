package tasklog.projection.history;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An event as it was published.
 *
 * @param type {@code tasklog.TaskCreated.v1}
 * @param json an object in the JSON format of CloudEvents, all that is answered of it
 */
public record CloudEvent(long position, String type, @JsonValue @JsonRawValue String json) {}
