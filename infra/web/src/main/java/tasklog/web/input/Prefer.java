package tasklog.web.input;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What the client would like (RFC 7240). A preference is not a demand: unknown and malformed ones are passed over, and
 * the first of several with one name counts.
 *
 * @param waitSeconds   {@code wait=N}, as asked for; bounds are the reader's business
 * @param returnMinimal {@code return=minimal}
 * @param countExact    {@code count=exact}
 */
public record Prefer(OptionalInt waitSeconds, boolean returnMinimal, boolean countExact) {

  public static final String HEADER = "Prefer";
  /** The header of an answer that names what was followed. */
  public static final String APPLIED = "Preference-Applied";
  public static final String RETURN_MINIMAL = "return=minimal";
  public static final String COUNT_EXACT = "count=exact";

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String WORD = "(?:" + TOKEN + "|\"(?:[^\"\\\\]++|\\\\.)*+\")";
  private static final Pattern ELEMENT = Pattern.compile("(?:[^,\"]++|\"(?:[^\"\\\\]++|\\\\.)*+\"?)++");
  private static final Pattern PREFERENCE = Pattern.compile(
      "[ \\t]*(" + TOKEN + ")(?:[ \\t]*=[ \\t]*(" + WORD + "))?[ \\t]*(?:;.*)?");

  /** @param lines all values of the header */
  public static Prefer parse(List<String> lines) {
    var preferences = new HashMap<String, String>();
    var elements = ELEMENT.matcher(String.join(",", lines));
    while (elements.find()) {
      var preference = PREFERENCE.matcher(elements.group());
      if (preference.matches()) {
        var word = preference.group(2);
        preferences.putIfAbsent(preference.group(1).toLowerCase(Locale.ROOT),
            word == null ? "" : unquoted(word));
      }
    }
    return new Prefer(seconds(preferences), "minimal".equals(preferences.get("return")),
        "exact".equals(preferences.get("count")));
  }

  /** For {@link #APPLIED}. */
  public static String waited(int seconds) {
    return "wait=" + seconds;
  }

  private static String unquoted(String word) {
    return word.startsWith("\"")
        ? word.substring(1, word.length() - 1).replaceAll("\\\\(.)", "$1")
        : word;
  }

  private static OptionalInt seconds(Map<String, String> preferences) {
    var wait = preferences.getOrDefault("wait", "");
    return wait.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(wait)) : OptionalInt.empty();
  }
}
