package tasklog.command.relay;

import java.time.Instant;

/** All that had been appended at {@code time}, by the database's clock, stands at or before {@code head}. */
record Moment(Instant time, long head) {}
