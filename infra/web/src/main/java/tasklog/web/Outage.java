package tasklog.web;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a database that is away, full or shutting down from a fault of ours: the first heals, so a client may retry. */
final class Outage {

  /**
   * Classes of SQLSTATE: connection, resources (disk full, too many connections), operator intervention, and a server
   * that takes no writes.
   */
  private static final Set<String> STATES = Set.of("08", "53", "57", "25006");

  private Outage() {}

  static boolean isOutage(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (isOne(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(Throwable exception) {
    return switch (exception) {
      case SQLTransientException _,SQLRecoverableException _,SQLNonTransientConnectionException _ -> true;
      case SQLException sql -> isOutage(sql.getSQLState());
      case TransientDataAccessException _,RecoverableDataAccessException _ -> true;
      case DataAccessResourceFailureException _,CannotCreateTransactionException _ -> true;
      default -> false;
    };
  }

  private static boolean isOutage(@Nullable String state) {
    return state != null && state.length() == 5
        && (STATES.contains(state) || STATES.contains(state.substring(0, 2)));
  }
}
