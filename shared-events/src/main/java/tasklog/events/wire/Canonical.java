package tasklog.events.wire;

import java.util.UUID;

/** Values of headers in the one form in which they are written; the parsers of the JDK read more, and longer. */
final class Canonical {

  private static final int UUID_LENGTH = 36;

  private Canonical() {}

  /**
   * What {@link CloudEvents#sequence} writes.
   *
   * @throws IllegalArgumentException when it is written in any other way
   */
  static long sequence(byte[] text) {
    // 20 digits; the greatest long has 19.
    if (text.length != 20 || text[0] != '0') {
      throw new IllegalArgumentException("not 20 digits of a position");
    }
    var number = 0L;
    for (var digit : text) {
      if (digit < '0' || digit > '9') {
        throw new IllegalArgumentException("not a digit");
      }
      number = Math.addExact(Math.multiplyExact(number, 10L), digit - '0');
    }
    return number;
  }

  /**
   * What {@link UUID#toString} writes, from some index on to the end.
   *
   * @throws IllegalArgumentException when it is written in any other way
   */
  static UUID uuid(byte[] text, int from) {
    if (text.length - from != UUID_LENGTH || text[from + 8] != '-' || text[from + 13] != '-'
        || text[from + 18] != '-'
        || text[from + 23] != '-') {
      throw new IllegalArgumentException("not a UUID");
    }
    return new UUID(
        digits(text, from, 8) << 32 | digits(text, from + 9, 4) << 16 | digits(text, from + 14, 4),
        digits(text, from + 19, 4) << 48 | digits(text, from + 24, 12));
  }

  private static long digits(byte[] text, int from, int length) {
    var value = 0L;
    for (var index = from; index < from + length; index++) {
      value = value << 4 | digit(text[index]);
    }
    return value;
  }

  private static int digit(byte letter) {
    if (letter >= '0' && letter <= '9') {
      return letter - '0';
    }
    if (letter >= 'a' && letter <= 'f') {
      return letter - 'a' + 10;
    }
    throw new IllegalArgumentException("not a digit of a UUID");
  }
}
