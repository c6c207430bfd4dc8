package tasklog.web;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of a request: the client's or ours, on every answer and log line, and the correlation id of its events. */
public final class RequestId {

  public static final String HEADER = "X-Request-Id";

  private static final Pattern VALID = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private RequestId() {}

  /** The id of the request that this thread serves; a new one outside of any. */
  public static String current() {
    return RequestFilter.CURRENT.isBound() ? RequestFilter.CURRENT.get().requestId() : next();
  }

  /** The client's own id when it is 1 to 128 visible ASCII characters, else a new one. */
  static String takeOrMake(@Nullable String header) {
    return header != null && VALID.matcher(header).matches() ? header : next();
  }

  private static String next() {
    return UuidCreator.getTimeOrderedEpoch().toString();
  }
}
