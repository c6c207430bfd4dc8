package tasklog.cli.verify;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the contract writes them: {@code 2026-01-05T12:00:00.123456Z}. */
final class Times {

  private static final DateTimeFormatter FORM = DateTimeFormatter
      .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Times() {}

  static String text(Instant time) {
    return FORM.format(time);
  }

  /** @throws java.time.DateTimeException when it is written in another way */
  static Instant parse(String text) {
    return FORM.parse(text, Instant::from);
  }
}
