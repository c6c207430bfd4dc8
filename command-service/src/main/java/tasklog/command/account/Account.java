package tasklog.command.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An account as its row and its events have it. */
record Account(AccountRows.Row row, AccountState state) {

  /** What is of a person changes in the row, whether it may write in the log: the later of the two. */
  Instant updatedAt() {
    return later(row.updatedAt(), state.changedAt());
  }

  /** When a change of now happens: after the one before, whatever the clocks of two instances say. */
  Instant nextChange(Instant now) {
    return later(now, updatedAt().plus(1, ChronoUnit.MICROS));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
