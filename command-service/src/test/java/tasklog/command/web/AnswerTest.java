package tasklog.command.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tasklog.web.WebJson;

class AnswerTest {

  record Item(String text, String version) {}

  private static ResponseEntity<List<Item>> answer(List<String> texts, long first) {
    var items = texts.stream().map(text -> new Item(text, Long.toString(first + texts.indexOf(text))))
        .toList();
    return ResponseEntity.created(URI.create("/v1/things/1")).eTag("\"" + first + "\"").body(items);
  }

  private static Answer written(List<String> texts, long first) {
    return Answer.of(answer(texts, first), WebJson.mapper());
  }

  /** Whatever clients have written: the open answer, closed, is the answer. */
  @Property(tries = 200)
  void an_open_answer_becomes_the_answer_for_every_position(@ForAll @Size(max = 5) List<String> texts,
      @ForAll @LongRange(min = 1) long first) {
    var printable = texts.stream().map(text -> new String(text.getBytes(UTF_8), UTF_8)).distinct().toList();
    var position = first / 2;
    assertThat(Answer.open(at -> written(printable, at)).at(position))
        .isEqualTo(written(printable, position));
  }

  /** Red when the places are looked for by their digits or marks alone. */
  @Property(tries = 50)
  void what_looks_like_a_position_or_a_mark_is_none(@ForAll @IntRange(max = 20) int number,
      @ForAll @LongRange(min = 1, max = 1_000_000) long position) {
    var texts = List.of("400000000000000000" + number, "500000000000000000" + number,
        "\u0001" + number + "\u0001",
        "4000000000000000000", "5000000000000000000", "\\u0001" + number,
        "\"version\":\"4000000000000000001\"",
        "\u0000\uFFFF\u2028\uD83D\uDCBE");
    var open = Answer.open(at -> written(texts, at));
    assertThat(open.at(position)).isEqualTo(written(texts, position));
    assertThat(open.text()).contains("ETag: \"\u00010\u0001\"");
  }

  @Test
  void an_answer_is_given_as_it_was_written() {
    ResponseEntity<byte[]> given = written(List.of("a\nb\n\nc"), 7).entity();
    assertThat(given.getStatusCode().value()).isEqualTo(201);
    assertThat(given.getHeaders().getETag()).isEqualTo("\"7\"");
    assertThat(given.getHeaders().getLocation()).isEqualTo(URI.create("/v1/things/1"));
    assertThat(given.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
    assertThat(new String(given.getBody(), UTF_8))
        .isEqualTo(WebJson.mapper().writeValueAsString(answer(List.of("a\nb\n\nc"), 7).getBody()));
  }

  @Test
  void an_answer_may_have_no_body_and_no_header() {
    ResponseEntity<byte[]> empty = Answer.of(ResponseEntity.noContent().build(), WebJson.mapper()).entity();
    assertThat(empty.getStatusCode().value()).isEqualTo(204);
    assertThat(empty.getBody()).isNull();
    assertThat(empty.getHeaders().isEmpty()).isTrue();
    ResponseEntity<byte[]> tagged = Answer
        .of(ResponseEntity.noContent().eTag("\"1\"").build(), WebJson.mapper()).with("X", "y").entity();
    assertThat(tagged.getBody()).isNull();
    assertThat(tagged.getHeaders().getETag()).isEqualTo("\"1\"");
    assertThat(tagged.getHeaders().getFirst("X")).isEqualTo("y");
  }

  /** Red without the comparison at the end of {@code open}. */
  @Test
  void an_answer_that_is_not_the_same_each_time_is_a_fault() {
    var calls = new AtomicInteger();
    assertThatThrownBy(() -> Answer.open(_ -> written(List.of("call " + calls.incrementAndGet()), 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Answer.open(at -> written(List.of(), at / 2)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Answer.open(at -> written(at % 2 == 0 && at > 4_500_000_000_000_000_000L
        ? List.of()
        : List.of("longer"), at))).isInstanceOf(IllegalStateException.class);
  }
}
