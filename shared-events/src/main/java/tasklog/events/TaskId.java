package tasklog.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identity of a task; on the wire and in SQL a bare UUID. */
public record TaskId(@JsonValue UUID value) {

  @JsonCreator
  public TaskId {}

  @Override
  public String toString() {
    return value.toString();
  }
}
