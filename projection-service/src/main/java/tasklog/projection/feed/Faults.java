package tasklog.projection.feed;

import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells an event that cannot be applied from a database that cannot apply anything. */
final class Faults {

  /** Classes of SQLSTATE that lie in what was to be written: data exception, constraint, limit of the program. */
  private static final Set<String> OF_THE_DATA = Set.of("22", "23", "54");

  private Faults() {}

  /** What is the matter with an event, without a word of what it says: messages of PostgreSQL may quote values. */
  static String told(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return "SQLSTATE " + sql.getSQLState() + constraint(sql);
      }
    }
    return fault instanceof IllegalStateException
        ? String.valueOf(fault.getMessage())
        : fault.getClass().getName();
  }

  private static String constraint(SQLException fault) {
    return fault instanceof PSQLException told && told.getServerErrorMessage() != null
        && told.getServerErrorMessage().getConstraint() != null
            ? ", constraint " + told.getServerErrorMessage().getConstraint()
            : "";
  }

  /** True when trying again would fail again. Everything else of the database is taken to heal. */
  static boolean areOfTheEvents(Throwable fault) {
    var ofTheDatabase = false;
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql.getSQLState() != null && OF_THE_DATA.contains(sql.getSQLState().substring(0, 2));
      }
      ofTheDatabase |= cause instanceof DataAccessException || cause instanceof TransactionException;
    }
    return !ofTheDatabase;
  }
}
