package tasklog.web;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context that a request came with, passed on to its events. */
public final class TraceParent {

  public static final String HEADER = "traceparent";

  /** Version 00 is exactly this; a later version may have more behind it. */
  private static final Pattern VALID = Pattern.compile(
      "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}((?<!^00.{53})-[\\x21-\\x7e]{0,200})?");

  private TraceParent() {}

  /** The header of the request that this thread serves, if it came with a valid one. */
  public static Optional<String> current() {
    return RequestFilter.CURRENT.isBound()
        ? Optional.ofNullable(RequestFilter.CURRENT.get().traceParent())
        : Optional.empty();
  }

  static @Nullable String valid(@Nullable String header) {
    return header != null && VALID.matcher(header).matches() ? header : null;
  }
}
