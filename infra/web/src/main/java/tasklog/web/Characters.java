package tasklog.web;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Which strings can be stored in PostgreSQL and carried in UTF-8. */
public final class Characters {

  private Characters() {}

  /** Whether there is no U+0000 and no half of a surrogate pair. */
  public static boolean allowed(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** The same text with {@code ?} for each half of a surrogate pair, which no UTF-8 can carry. */
  static String printable(String text) {
    return text.chars().anyMatch(c -> Character.isSurrogate((char) c))
        ? new String(text.getBytes(UTF_8), UTF_8)
        : text;
  }
}
