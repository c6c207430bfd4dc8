package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.JSON;
import static tasklog.e2e.Client.expect;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a command answers is what the next read answers, byte for byte, whatever a task holds. */
class AnswerEqualsReadIT {

  private static final Services SERVICES = Services.shared();
  private static @Nullable String token;

  @BeforeContainer
  static void start() {
    token = SERVICES.client().newToken();
  }

  /** A request that changes a task. */
  record Step(String method, String suffix, String body) {}

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void the_answer_of_each_command_equals_the_next_read(@ForAll("tasks") ObjectNode task,
      @ForAll("steps") List<Step> steps) {
    var client = SERVICES.client();
    var created = expect(201, client.write("POST", "/v1/tasks", token, JSON.writeValueAsString(task)));
    var path = created.header("Location");
    var answers = new ArrayList<>(List.of(created));
    assertSameAsRead(client, path, created);
    for (var step : steps) {
      var answer = client.write(step.method(), path + step.suffix(), token, step.body());
      if (answer.status() == 409) { // the task is deleted
        continue;
      }
      assertSameAsRead(client, path, expect(200, answer));
      answers.add(answer);
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer.header("ETag"))
        .isEqualTo('"' + answer.json().get("version").stringValue() + '"'));
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void the_answer_of_a_command_on_a_tag_equals_the_next_read(@ForAll("names") String name,
      @ForAll("names") String other) {
    var client = SERVICES.client();
    var created = client.write("POST", "/v1/tags", token, JSON.writeValueAsString(Map.of("name", name)));
    if (created.status() == 409) { // an earlier try has had the name
      return;
    }
    assertSameAsRead(client, created.header("Location"), expect(201, created));
    var renamed = client.write("PATCH", created.header("Location"), token,
        JSON.writeValueAsString(Map.of("name", other)));
    if (renamed.status() != 409) {
      assertSameAsRead(client, created.header("Location"), expect(200, renamed));
    }
  }

  private static void assertSameAsRead(Client client, String path, Client.Answer answer) {
    var read = expect(200, client.read(path, token, "Consistency-Token", answer.header("Consistency-Token")));
    assertThat(read.body()).isEqualTo(answer.body());
    assertThat(read.header("ETag")).isEqualTo(answer.header("ETag"));
  }

  @Provide
  Arbitrary<ObjectNode> tasks() {
    return Combinators.combine(fields(), text(1, 200)).as((fields, title) -> fields.put("title", title));
  }

  @Provide
  Arbitrary<String> names() {
    return text(1, 50);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, patches()),
        Tuple.of(1, Arbitraries.just(new Step("DELETE", "", ""))),
        Tuple.of(2, Arbitraries.just(new Step("POST", "/restore", ""))))
        .list().ofMinSize(1).ofMaxSize(4);
  }

  private static Arbitrary<Step> patches() {
    return fields().map(fields -> new Step("PATCH", "", JSON.writeValueAsString(fields)));
  }

  private static Arbitrary<ObjectNode> fields() {
    return Combinators.combine(
        text(0, 300).injectNull(0.5),
        Arbitraries.of("pending", "in_progress", "completed", "cancelled").injectNull(0.5),
        Arbitraries.of("none", "low", "medium", "high", "urgent").injectNull(0.5),
        times().injectNull(0.5),
        attributes().injectNull(0.5))
        .as((description, status, priority, dueAt, attributes) -> {
          var fields = JSON.createObjectNode();
          put(fields, "description", description);
          put(fields, "status", status);
          put(fields, "priority", priority);
          put(fields, "due_at", dueAt);
          put(fields, "attributes", attributes);
          return fields;
        });
  }

  private static void put(ObjectNode fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.set(name, JSON.valueToTree(value));
    }
  }

  /** Any code point but U+0000 and surrogates: controls, combining, right to left, four bytes each. */
  private static Arbitrary<String> text(int min, int max) {
    var any = Arbitraries.integers().between(1, 0x10FFFF).filter(point -> point < 0xD800 || point > 0xDFFF);
    var usual = Arbitraries
        .of('a', 'İ', 'ı', 'ß', '\r', '\n', '\t', ' ', '"', '\\', '\u0301', '\u202E', '\u2028',
            '\u007F', '\uFEFF')
        .map(character -> (int) character);
    var emoji = Arbitraries.integers().between(0x1F600, 0x1F64F);
    return Arbitraries.oneOf(any, usual, emoji).list().ofMinSize(min).ofMaxSize(max)
        .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
  }

  /** Whole microseconds in the years 0001 to 9999, with any offset. */
  private static Arbitrary<String> times() {
    var seconds = Arbitraries.longs().between(-62_135_500_000L, 253_402_200_000L);
    var micros = Arbitraries.integers().between(0, 999_999);
    var offsets = Arbitraries.integers().between(-18 * 60, 18 * 60);
    return Combinators.combine(seconds, micros, offsets).as((second, micro, offset) -> OffsetDateTime
        .ofInstant(Instant.ofEpochSecond(second, micro * 1_000L), ZoneOffset.ofTotalSeconds(offset * 60))
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)); // toString drops seconds that are zero
  }

  private static Arbitrary<Map<String, Object>> attributes() {
    Arbitrary<Object> numbers = Arbitraries
        .of("1", "1.50", "1e2", "-0", "0.1e-7", "12345678901234567890.000", "1E+20")
        .map(BigDecimal::new);
    Arbitrary<Object> values = Arbitraries.oneOf(numbers, text(0, 20).map(text -> text),
        Arbitraries.of(true, false).map(flag -> flag));
    Arbitrary<Object> nested = Arbitraries.oneOf(values, values.list().ofMaxSize(3).map(list -> list),
        Arbitraries.maps(text(0, 5), values).ofMaxSize(3).map(map -> map));
    return Arbitraries.maps(text(0, 12), nested).ofMaxSize(5);
  }
}
