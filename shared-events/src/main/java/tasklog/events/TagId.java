package tasklog.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identity of a tag; on the wire and in SQL a bare UUID. */
public record TagId(@JsonValue UUID value) {

  @JsonCreator
  public TagId {}

  @Override
  public String toString() {
    return value.toString();
  }
}
