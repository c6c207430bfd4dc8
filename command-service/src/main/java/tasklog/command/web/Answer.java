package tasklog.command.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.function.LongFunction;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tasklog.command.store.AnsweredRequest;
import tasklog.web.ProblemCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as text, to be given again and again: header fields, an empty line, and the body. In an open answer the
 * places are marked that positions of an append go to.
 *
 * <p>These places are found by comparing what is answered for two positions that no log reaches: all that differs is a
 * position, so what a client has written is never taken for one. The marks cannot be in an answer either: JSON and header
 * fields have no raw control characters.
 */
record Answer(int status, String text) {

  /** Two positions of 19 digits that differ in the first, and are higher than any that a log has. */
  private static final long ONE = 4_000_000_000_000_000_000L;
  private static final long OTHER = 5_000_000_000_000_000_000L;
  private static final int DIGITS = 19;
  private static final char MARK = '\u0001';
  private static final Set<Integer> FINAL = Set.of(403, 404, 409, 412, 422);
  private static final String END_OF_HEADERS = "\n\n";

  static Answer of(ResponseEntity<?> answer, JsonMapper json) {
    var text = new StringBuilder();
    answer.getHeaders().forEach((name, values) -> values.forEach(value -> header(text, name, value)));
    if (answer.getBody() == null) {
      return new Answer(answer.getStatusCode().value(), text.append('\n').toString());
    }
    if (answer.getHeaders().getContentType() == null) {
      header(text, HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
    }
    text.append('\n').append(json.writeValueAsString(answer.getBody()));
    return new Answer(answer.getStatusCode().value(), text.toString());
  }

  static Answer of(AnsweredRequest answered) {
    return new Answer(answered.status(), answered.answer()).at(answered.position());
  }

  Answer with(String header, String value) {
    return new Answer(status, header + ": " + value + "\n" + text);
  }

  private static void header(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }

  /**
   * @param at the answer when the first event of an append has that position
   * @throws IllegalStateException when answers for different positions differ in more than the positions
   */
  static Answer open(LongFunction<Answer> at) {
    var one = at.apply(ONE);
    var other = at.apply(OTHER);
    var open = new Answer(one.status, marked(one.text, other.text));
    if (!open.at(ONE).equals(one) || !open.at(OTHER).equals(other)) {
      throw new IllegalStateException("An answer depends on positions otherwise than by naming them");
    }
    return open;
  }

  /** Any text when the two differ otherwise than in positions. */
  private static String marked(String one, String other) {
    var marked = new StringBuilder(one.length());
    for (var i = 0; i < one.length(); i++) {
      if (i < other.length() && one.charAt(i) != other.charAt(i) && isNumber(one, i)) {
        marked.append(MARK).append(Long.parseLong(one, i, i + DIGITS, 10) - ONE).append(MARK);
        i += DIGITS - 1;
      } else {
        marked.append(one.charAt(i));
      }
    }
    return marked.toString();
  }

  private static boolean isNumber(String text, int at) {
    return at + DIGITS <= text.length() && text.charAt(at) == '4'
        && text.substring(at, at + DIGITS).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** @param first position of the first event */
  Answer at(long first) {
    var closed = new StringBuilder(text.length());
    var end = 0;
    for (var mark = text.indexOf(MARK); mark >= 0; mark = text.indexOf(MARK, end)) {
      closed.append(text, end, mark);
      end = text.indexOf(MARK, mark + 1) + 1;
      closed.append(first + Long.parseLong(text, mark + 1, end - 1, 10));
    }
    return new Answer(status, closed.append(text, end, text.length()).toString());
  }

  /** What was decided is given again. What could not be decided, or was not even asked rightly, is asked anew. */
  static boolean isFinal(ProblemCode code) {
    return switch (code) {
      case IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS -> false;
      default -> FINAL.contains(code.status());
    };
  }

  /** The body is JSON already, and read by nobody but the client: the type only says what it is the JSON of. */
  @SuppressWarnings("unchecked")
  <T> ResponseEntity<T> entity() {
    var end = text.startsWith("\n") ? 0 : text.indexOf(END_OF_HEADERS) + 1;
    var answer = ResponseEntity.status(HttpStatusCode.valueOf(status));
    text.substring(0, end).lines().forEach(line -> {
      var colon = line.indexOf(": ");
      answer.header(line.substring(0, colon), line.substring(colon + 2));
    });
    var body = text.substring(end + 1);
    return (ResponseEntity<T>) (body.isEmpty() ? answer.build() : answer.body(body.getBytes(UTF_8)));
  }
}
