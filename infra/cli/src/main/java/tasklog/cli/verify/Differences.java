package tasklog.cli.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is not as it should be: all of it is counted, by kind, and of each kind what came first is kept. */
final class Differences {

  private static final int LONGEST = 200;

  /**
   * @param kind     of a small number, such as {@code task.title}
   * @param where    the row, record or event
   * @param expected what the log makes of it
   */
  record Difference(String kind, String where, String expected, String found) {

    @Override
    public String toString() {
      return "%s: %s: expected %s, found %s".formatted(kind, where, expected, found);
    }
  }

  /** @param first of its kind */
  record Kind(Difference first, long count) {}

  /** What is said, not quoted. */
  private record Words(String text) {

    @Override
    public String toString() {
      return text;
    }
  }

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  /** Stands for an expected or found value that is not one, but told. */
  static Object words(String text) {
    return new Words(text);
  }

  void add(String kind, String where, @Nullable Object expected, @Nullable Object found) {
    var known = kinds.get(kind);
    kinds.put(kind, known == null
        ? new Kind(new Difference(kind, where, shown(expected), shown(found)), 1)
        : new Kind(known.first(), known.count() + 1));
  }

  /** In the order in which they were met. */
  List<Kind> kinds() {
    return new ArrayList<>(kinds.values());
  }

  Optional<Difference> first() {
    return kinds.values().stream().findFirst().map(Kind::first);
  }

  long count() {
    return kinds.values().stream().mapToLong(Kind::count).sum();
  }

  /** A text in quotes, with what a terminal would act on escaped; what is long is cut. */
  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Instant time -> Times.text(time);
      case String text -> cut(Json.MAPPER.writeValueAsString(text));
      default -> cut(value.toString());
    };
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
