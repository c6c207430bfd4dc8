package tasklog.web.input;

import static java.util.stream.Collectors.joining;
import static tasklog.web.ErrorCode.CHARACTER_NOT_ALLOWED;
import static tasklog.web.ErrorCode.MALFORMED_TIME;
import static tasklog.web.ErrorCode.MALFORMED_UUID;
import static tasklog.web.ErrorCode.TIME_OUT_OF_RANGE;
import static tasklog.web.ErrorCode.TIME_TOO_PRECISE;
import static tasklog.web.ErrorCode.TOO_LONG;
import static tasklog.web.ErrorCode.TOO_SHORT;
import static tasklog.web.ErrorCode.UNKNOWN_VALUE;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tasklog.web.Characters;

/** Texts as values. Each function notes what is wrong with the text at its place, and answers null then. */
final class Values {

  private static final Pattern UUID_TEXT = Pattern
      .compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final Pattern TIME = Pattern.compile(
      "(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}:\\d{2}:\\d{2})(?:\\.(\\d+))?(?:[Zz]|([+-])(\\d{2}):(\\d{2}))");
  private static final int TIME_DIGITS = 6;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Values() {}

  /** @param min and {@code max} in code points */
  static @Nullable String text(String text, int min, int max, Place at) {
    if (!Characters.allowed(text)) {
      return at.refuse(CHARACTER_NOT_ALLOWED);
    }
    var length = text.codePointCount(0, text.length());
    if (length < min) {
      return at.refuse(TOO_SHORT, "must have at least " + min + " characters");
    }
    return length <= max ? text : at.refuse(TOO_LONG, "must have at most " + max + " characters");
  }

  static @Nullable UUID uuid(String text, Place at) {
    return uuid(text).orElseGet(() -> at.refuse(MALFORMED_UUID));
  }

  /** In the usual form, of any version; Java itself reads much that is not. */
  static Optional<UUID> uuid(String text) {
    return UUID_TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  static <E> @Nullable E oneOf(String text, List<E> values, Function<E, String> wire, Place at) {
    for (var value : values) {
      if (wire.apply(value).equals(text)) {
        return value;
      }
    }
    return at.refuse(UNKNOWN_VALUE, values.stream().map(wire).collect(joining(", ", "must be one of ", "")));
  }

  /** RFC 3339 with any offset, at most microseconds, no leap second, in the years 0001 to 9999 of UTC. */
  static @Nullable Instant time(String text, Place at) {
    var match = TIME.matcher(text);
    if (!match.matches()) {
      return at.refuse(MALFORMED_TIME);
    }
    if (match.group(3) != null && match.group(3).length() > TIME_DIGITS) {
      return at.refuse(TIME_TOO_PRECISE);
    }
    try {
      var instant = instant(match);
      return instant.isBefore(FIRST) || !instant.isBefore(END) ? at.refuse(TIME_OUT_OF_RANGE) : instant;
    } catch (DateTimeException _) {
      return at.refuse(MALFORMED_TIME); // the thirtieth of February, the hour 24, the second 60
    }
  }

  /** Offsets reach to 23:59 in RFC 3339, and to 18:00 in Java: so the sum is done here. */
  private static Instant instant(MatchResult match) {
    var fraction = match.group(3) == null ? "" : "." + match.group(3);
    var local = LocalDateTime.parse(match.group(1) + "T" + match.group(2) + fraction)
        .toInstant(ZoneOffset.UTC);
    if (match.group(4) == null) {
      return local;
    }
    var hours = Integer.parseInt(match.group(5));
    var minutes = Integer.parseInt(match.group(6));
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("No such offset");
    }
    var seconds = 60L * (60 * hours + minutes);
    return local.minusSeconds(match.group(4).equals("-") ? -seconds : seconds);
  }

}
