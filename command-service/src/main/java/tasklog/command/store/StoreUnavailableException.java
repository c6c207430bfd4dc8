package tasklog.command.store;

import org.jspecify.annotations.Nullable;

/** The database is away, or has more to do than it can. Nothing was stored; it may be tried again. */
public class StoreUnavailableException extends RuntimeException {

  StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
