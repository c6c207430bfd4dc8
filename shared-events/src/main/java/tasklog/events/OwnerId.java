package tasklog.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** An account, which is the owner of tasks and tags; a UUID minted by Tasklog. */
public record OwnerId(@JsonValue UUID value) {

  @JsonCreator
  public OwnerId {}

  @Override
  public String toString() {
    return value.toString();
  }
}
