package tasklog.web.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class JsonLinesTest {

  private static final int MAX_BYTES = 200_000;

  @Test
  void a_line_can_be_had_before_the_next_has_come() throws IOException {
    var arriving = new Arriving(List.of("{\"n\":1}\n{\"n\"", ":2}\n", "{\"n\":3}"));
    var lines = new JsonLines(arriving, MAX_BYTES);
    assertThat(lines.next()).isNotNull();
    assertThat(arriving.read).isEqualTo(1);
    assertThat(lines.next()).isNotNull();
    assertThat(arriving.read).isEqualTo(2);
    assertThat(lines.next()).isNotNull();
    assertThat(lines.next()).isNull();
  }

  @Property(tries = 50)
  void lines_are_the_same_however_they_arrive(
      @ForAll @Size(max = 20) List<@IntRange(max = 3) Integer> kinds,
      @ForAll @IntRange(min = 1, max = 9) int chunk)
      throws IOException {
    var text = kinds.stream().map(kind -> switch (kind) {
      case 0 -> "{\"n\":\"é\"}\n";
      case 1 -> "{\"n\":\"é\"}\r\n";
      case 2 -> "\r\n";
      default -> " \t\n";
    }).collect(joining());
    var bytes = text.getBytes(UTF_8);
    var chunks = new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] buffer) {
        return read(buffer, 0, Math.min(chunk, buffer.length));
      }
    };
    assertThat(numbers(new JsonLines(chunks, MAX_BYTES))).isEqualTo(IntStream.rangeClosed(1, kinds.size())
        .filter(number -> kinds.get(number - 1) < 2).boxed().toList());
  }

  @Test
  void the_last_line_needs_no_end() throws IOException {
    assertThat(numbers(lines("{\"n\":1}\n{\"n\":2}"))).containsExactly(1, 2);
    assertThat(numbers(lines("{\"n\":1}\n{\"n\":2}\n"))).containsExactly(1, 2);
    assertThat(numbers(lines(""))).isEmpty();
    assertThat(numbers(lines("\n\n"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"n\":}", "{\"n\":1", "{\"n\":1}{\"n\":2}", "{\"n\":1}\r{\"n\":2}", "{\"n\":NaN}",
      "\ufeff{\"n\":1}", "x"})
  void what_is_no_json_is_refused_and_the_next_line_read(String line) throws IOException {
    var lines = lines(line + "\n{\"n\":1}");
    var refused = catchThrowableOfType(ProblemException.class, next(lines)::body);
    assertThat(refused.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    assertThat(refused.detail()).matches("Not JSON at .*column \\d+");
    assertThat(read(next(lines))).isEqualTo("1");
  }

  @Test
  void what_is_no_utf_8_is_refused_and_nothing_else_is_guessed() throws IOException {
    for (var bytes : List.of(new byte[]{'{', '"', (byte) 0xff, '"', ':', '1', '}'},
        new byte[]{'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
        new byte[]{'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'})) {
      var line = next(new JsonLines(new ByteArrayInputStream(bytes), MAX_BYTES));
      assertThat(catchThrowableOfType(ProblemException.class, line::body).detail()).isEqualTo("Not UTF-8");
    }
    var wide = next(new JsonLines(new ByteArrayInputStream(new byte[]{0, '{', 0, '}'}), MAX_BYTES));
    assertThat(catchThrowableOfType(ProblemException.class, wide::body).code().code())
        .isEqualTo("malformed_json");
  }

  @Test
  void a_member_that_is_there_twice_is_refused() throws IOException {
    var refused = catchThrowableOfType(ProblemException.class, next(lines("{\"n\":1,\"n\":1}"))::body);
    assertThat(refused.errors()).singleElement()
        .satisfies(error -> assertThat(error.pointer() + " " + error.code()).isEqualTo("/n duplicate"));
  }

  @Test
  void a_line_that_is_too_long_is_refused_and_the_next_one_read() throws IOException {
    var longest = "{\"n\":\"" + "x".repeat(MAX_BYTES - 8) + "\"}";
    var lines = lines(longest + "\n" + longest + " \n{\"n\":1}\n");
    assertThat(read(next(lines))).hasSize(MAX_BYTES - 8);
    var refused = catchThrowableOfType(ProblemException.class, next(lines)::body);
    assertThat(refused.errors().getFirst().code()).isEqualTo("too_long");
    assertThat(read(next(lines))).isEqualTo("1");
  }

  private static JsonLines lines(String text) {
    return new JsonLines(new ByteArrayInputStream(text.getBytes(UTF_8)), MAX_BYTES);
  }

  private static JsonLines.Line next(JsonLines lines) throws IOException {
    return requireNonNull(lines.next());
  }

  private static List<Integer> numbers(JsonLines lines) throws IOException {
    var numbers = new ArrayList<Integer>();
    for (var line = lines.next(); line != null; line = lines.next()) {
      numbers.add(line.number());
      assertThat(read(line)).isNotNull();
    }
    return numbers;
  }

  /** The member {@code n}, a string or a number. */
  private static String read(JsonLines.Line line) {
    var body = line.body();
    var text = body.text("n", 0, MAX_BYTES);
    try {
      body.check();
      return text.get();
    } catch (ProblemException number) {
      return "1";
    }
  }

  /** A body of which each piece arrives when it is asked for. */
  private static final class Arriving extends InputStream {

    private final List<String> pieces;
    private int read;

    Arriving(List<String> pieces) {
      this.pieces = pieces;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (read == pieces.size()) {
        return -1;
      }
      var piece = pieces.get(read++).getBytes(UTF_8);
      System.arraycopy(piece, 0, buffer, offset, piece.length);
      return piece.length;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }
  }
}
