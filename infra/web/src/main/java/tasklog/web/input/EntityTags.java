package tasklog.web.input;

import static tasklog.web.ProblemCode.MALFORMED_PRECONDITION;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/** The value of {@code If-Match} or {@code If-None-Match} (RFC 9110, 13.1): nothing, anything, or a list of tags. */
record EntityTags(boolean present, boolean any, Set<String> opaque) {

  static final EntityTags ABSENT = new EntityTags(false, false, Set.of());

  private static final EntityTags ANY = new EntityTags(true, true, Set.of());
  private static final Pattern ELEMENT = Pattern.compile(
      "\\G[ \\t]*(?:(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\")?[ \\t]*(,|$)");

  /** @throws ProblemException {@code malformed_precondition} */
  static EntityTags parse(String header, List<String> lines) {
    var text = String.join(",", lines);
    if (lines.isEmpty()) {
      return ABSENT;
    }
    return text.strip().equals("*") ? ANY : list(header, text);
  }

  /** Weak tags count like strong ones: a proxy that compresses weakens what was a strong tag of ours. */
  private static EntityTags list(String header, String text) {
    var tags = new HashSet<String>();
    var element = ELEMENT.matcher(text);
    var end = 0;
    while (end < text.length() && element.find()) {
      end = element.end();
      if (element.group(1) != null) {
        tags.add(element.group(1));
      }
    }
    if (end < text.length() || tags.isEmpty()) {
      throw ProblemException.of(MALFORMED_PRECONDITION).with(
          ProblemError.header(header, ErrorCode.MALFORMED_VALUE,
              "must be * or entity tags as ETag has them"));
    }
    return new EntityTags(true, false, Collections.unmodifiableSet(tags));
  }

  boolean match(long version) {
    return any || opaque.contains(Long.toString(version));
  }
}
