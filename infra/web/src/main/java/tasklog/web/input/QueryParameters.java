package tasklog.web.input;

import static tasklog.web.ErrorCode.CHARACTER_NOT_ALLOWED;
import static tasklog.web.ErrorCode.MALFORMED_VALUE;
import static tasklog.web.ErrorCode.REPEATED_PARAMETER;
import static tasklog.web.ErrorCode.TOO_MANY;
import static tasklog.web.ErrorCode.UNKNOWN_PARAMETER;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tasklog.web.Characters;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/**
 * The query string, read as {@link Body} reads a body: all parameters are declared, then {@link #check} refuses the
 * query with one 400 that names every fault; parameters that were not declared, or are there twice, are faults.
 */
public final class QueryParameters {

  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,30}");

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Findings findings = new Findings();
  private final Set<String> declared = new HashSet<>();

  private QueryParameters(@Nullable String query) {
    for (var pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      take(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
    }
  }

  /** @param query as it came, still encoded */
  public static QueryParameters of(@Nullable String query) {
    return new QueryParameters(query);
  }

  private void take(String rawName, String rawValue) {
    var name = FormDecoder.decode(rawName);
    var value = FormDecoder.decode(rawValue);
    if (name == null || value == null) {
      findings.add(ProblemError.parameter(rawName, MALFORMED_VALUE, "is not percent-encoded UTF-8"));
      declared.add(rawName);
    } else if (values.putIfAbsent(name, value) != null) {
      findings.add(ProblemError.parameter(name, REPEATED_PARAMETER, REPEATED_PARAMETER.meaning()));
    }
  }

  public Field<String> text(String name) {
    return field(name, (text, at) -> Characters.allowed(text) ? text : at.refuse(CHARACTER_NOT_ALLOWED));
  }

  public Field<Instant> time(String name) {
    return field(name, Values::time);
  }

  public <E> Field<E> oneOf(String name, E[] values, Function<E, String> wire) {
    return field(name, (text, at) -> Values.oneOf(text, Arrays.asList(values), wire, at));
  }

  /** One or more values with commas between. */
  public <E> Field<List<E>> someOf(String name, E[] values, Function<E, String> wire) {
    return list(name, values.length, (text, at) -> Values.oneOf(text, Arrays.asList(values), wire, at));
  }

  /** One to {@code max} UUIDs with commas between. */
  public Field<List<UUID>> uuids(String name, int max) {
    return list(name, max, Values::uuid);
  }

  public Field<Boolean> flag(String name) {
    return field(name, (text, at) -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> at.refuse(MALFORMED_VALUE, "must be true or false");
    });
  }

  /** A whole number that is at least {@code min}; one that is beyond {@code max} counts as {@code max}. */
  public Field<Long> number(String name, long min, long max) {
    return field(name, (text, at) -> {
      if (!INTEGER.matcher(text).matches()) {
        return at.refuse(MALFORMED_VALUE, "must be a whole number");
      }
      var number = new BigInteger(text);
      return number.compareTo(BigInteger.valueOf(min)) < 0
          ? at.refuse(MALFORMED_VALUE, "must be at least " + min)
          : Long.valueOf(number.min(BigInteger.valueOf(max)).longValueExact());
    });
  }

  /**
   * Refuses the query if anything is wrong with it.
   *
   * @throws ProblemException {@code malformed_query}
   */
  public void check() {
    for (var name : values.keySet()) {
      if (!declared.contains(name)) {
        findings.add(ProblemError.parameter(name, UNKNOWN_PARAMETER, UNKNOWN_PARAMETER.meaning()));
      }
    }
    findings.check(ProblemException::malformedQuery);
  }

  private <E> Field<List<E>> list(String name, int max, BiFunction<String, Place, @Nullable E> read) {
    return field(name, (text, at) -> {
      var parts = text.split(",", -1);
      if (parts.length > max) {
        return at.refuse(TOO_MANY, "must have at most " + max + " values");
      }
      var all = new ArrayList<E>(parts.length);
      for (var part : parts) {
        E value = read.apply(part, at);
        if (value == null) {
          return null;
        }
        all.add(value);
      }
      return all.stream().distinct().toList();
    });
  }

  private <T> Field<T> field(String name, BiFunction<String, Place, @Nullable T> read) {
    declared.add(name);
    var place = new Place(findings, (code, detail) -> ProblemError.parameter(name, code, detail));
    var text = values.get(name);
    return text == null ? Field.absent(place) : Field.read(place, read.apply(text, place));
  }
}
