package tasklog.command.web;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/**
 * By what a client tells a retry from a new request: 1 to 255 characters of ASCII, as a string of RFC 9651 or bare. Both
 * forms of the same characters are the same key.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">the header</a>
 */
record IdempotencyKey(String value) {

  static final String HEADER = "Idempotency-Key";

  private static final int MAX = 255;
  private static final int MAX_QUOTED = 2 * MAX + 2;
  private static final Pattern BARE = Pattern.compile("[\\x21-\\x7e&&[^\",]]+");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20-\\x7e&&[^\"\\\\]]|\\\\[\"\\\\])*+)\"");

  /**
   * @param lines all values of the header
   * @throws ProblemException {@code malformed_idempotency_key}
   */
  static Optional<IdempotencyKey> parse(List<String> lines) {
    return lines.isEmpty() ? Optional.empty() : Optional.of(parse(String.join(",", lines)));
  }

  private static IdempotencyKey parse(String text) {
    var value = text.length() > MAX_QUOTED ? "" : unquoted(text.strip());
    if (value.isEmpty() || value.length() > MAX) {
      throw ProblemException.of(ProblemCode.MALFORMED_IDEMPOTENCY_KEY).with(ProblemError.header(HEADER,
          ErrorCode.MALFORMED_VALUE,
          "must be one key of 1 to " + MAX + " visible ASCII characters, or a string"));
    }
    return new IdempotencyKey(value);
  }

  /** Empty when it has neither form. */
  private static String unquoted(String text) {
    var quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      return quoted.group(1).replaceAll("\\\\(.)", "$1");
    }
    return BARE.matcher(text).matches() ? text : "";
  }
}
