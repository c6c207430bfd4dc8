package tasklog.command.bus;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.events.OwnerId;

/**
 * Something that an owner wants.
 *
 * @param <S> what has to be known to decide it
 */
public interface Command<S> {

  OwnerId owner();

  /** When it was asked for, in microseconds; the events of it have happened then. */
  Instant at();

  /** What concurrent commands would contend for: such commands queue in this process instead of conflicting. */
  List<UUID> contended();
}
