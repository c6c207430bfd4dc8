package tasklog.command.store;

import java.sql.SQLException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;

/** What a failure of the database means for whoever asked. SQL states: PostgreSQL's documentation, appendix A. */
enum SqlFailure {
  /** The statement was refused for what it holds: it would be again. */
  REFUSED,
  /** An event with that id is stored already. */
  DUPLICATE,
  /** The database could not do it now, and did not. */
  UNAVAILABLE,
  /** The connection was lost: what was sent may have been done. */
  LOST;

  static SqlFailure of(SQLException failure) {
    var state = failure.getSQLState() == null ? "08000" : failure.getSQLState();
    if (state.equals("23505")) return DUPLICATE;
    return switch (state.substring(0, 2)) {
      case "08" -> LOST;
      // 57P0x: the server or this session is being shut down; 57014, a time-out, leaves the session alive.
      case "57" -> state.startsWith("57P") ? LOST : UNAVAILABLE;
      case "25", "40", "53", "55", "58" -> UNAVAILABLE;
      default -> REFUSED;
    };
  }

  RuntimeException asException(String message, SQLException cause) {
    return switch (this) {
      case REFUSED, DUPLICATE -> new EventStoreException(message, cause);
      case UNAVAILABLE, LOST -> new StoreUnavailableException(message, cause);
    };
  }
}
