package tasklog.projection.history;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/** An event as it was published. @param json an object in the JSON format of CloudEvents */
record CloudEvent(@JsonValue @JsonRawValue String json) {}
