package tasklog.projection.feed;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells this process from the others that run the same service. */
@Component
class Instance {

  private final UUID id = UUID.randomUUID();

  UUID id() {
    return id;
  }
}
