package tasklog.command.bus;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.events.OwnerId;

/**
 * Something that is wanted of what an owner has.
 *
 * @param <S> what has to be known to decide it
 */
public interface Command<S> {

  OwnerId owner();

  /** Who asks for it: the owner, unless it is for somebody else to ask. */
  default OwnerId by() {
    return owner();
  }

  /** When it was asked for, in microseconds; the events of it have happened then. */
  Instant at();

  /** What concurrent commands would contend for: such commands queue in this process instead of conflicting. */
  List<UUID> contended();
}
