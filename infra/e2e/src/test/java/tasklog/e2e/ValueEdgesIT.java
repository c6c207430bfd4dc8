package tasklog.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.expect;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, times and ids at their edges: each is kept exactly, on both sides of the stream, or refused by name. */
class ValueEdgesIT {

  private static final Services SERVICES = Services.shared();

  private static @Nullable String token;
  private static @Nullable String task;

  private final Client client = SERVICES.client();

  @BeforeAll
  static void start() {
    token = SERVICES.client().newToken();
    task = expect(201, SERVICES.client().write("POST", "/v1/tasks", token, "{\"title\":\"x\"}"))
        .header("Location");
  }

  @ParameterizedTest
  @CsvSource({
      "-0, 0", "-0.0, 0.0", "0e-5, 0.00000", "0E+5, 0", "1e2, 100", "1.50, 1.50", "-1.5E-3, -0.0015",
      "9007199254740993, 9007199254740993", "18446744073709551616, 18446744073709551616",
      "0.1000000000000000055511151231257827, 0.1000000000000000055511151231257827",
      "1.7976931348623159e308, 17976931348623159(0{292})", "5e-324, 0.(0{323})5",
      "1e9999, 1(0{9999})", "-1e-9999, -0.(0{9998})1"})
  void a_number_is_kept_with_every_digit(String number, String kept) {
    var fields = "{\"title\": \"x\", \"attributes\": {\"n\": [{\"x\": " + number + "}]}}";
    var created = expect(201, client.write("POST", "/v1/tasks", token, fields));
    assertThat(created.body()).matches(".*\"attributes\":\\{\"n\":\\[\\{\"x\":" + kept.replace(".", "\\.")
        + "}]}.*");
    assertSameEverywhere(created);
    var patched = client.write("PATCH", task, token, fields);
    assertThat(expect(200, patched).json().get("attributes")).isEqualTo(created.json().get("attributes"));
    assertSameEverywhere(patched);
  }

  @Test
  void a_number_may_fill_the_attributes() {
    var digits = "9".repeat(16 * 1024 - "{\"n\":}".length());
    var created = client.write("POST", "/v1/tasks", token,
        "{\"title\": \"x\", \"attributes\": {\"n\": " + digits + "}}");
    assertThat(expect(201, created).body()).contains("{\"n\":" + digits + "}");
    assertSameEverywhere(created);
    assertRefused("{\"attributes\": {\"n\": 9" + digits + "}}", "/attributes too_large");
    assertRefused("{\"attributes\": {\"n\": 999999999" + digits + "}}", "/attributes/n number_out_of_range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e10000", "1e-10000", "1e400000", "-1e400000", "1e-400000", "0e400000",
      "1e99999999999", "1e-99999999999", "-1e2147483648", "0e99999999999"})
  void a_number_that_no_numeric_holds_is_refused(String number) {
    assertRefused("{\"attributes\": {\"n\": [{\"x\": " + number + "}]}}",
        "/attributes/n/0/x number_out_of_range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "01", "+1", ".5", "5.", "1e", "0x10", "1_000",
      "--1"})
  void what_json_has_no_number_for_is_malformed(String number) {
    var answer = client.write("PATCH", task, token, "{\"attributes\": {\"n\": " + number + "}}");
    assertThat(expect(400, answer).json().get("code").stringValue()).isEqualTo("malformed_json");
  }

  @Test
  void a_number_is_no_text_and_no_time() {
    assertRefused("{\"title\": 1e400000, \"description\": -0, \"due_at\": 1767614400, \"status\": 0}",
        "/title wrong_type", "/description wrong_type", "/status wrong_type", "/due_at wrong_type");
  }

  @Test
  void attributes_are_kept_at_every_depth_that_can_be_read() {
    var attributes = "{\"a\":".repeat(498) + "[]" + "}".repeat(498);
    var created = client.write("POST", "/v1/tasks", token,
        "{\"title\": \"deep\", \"attributes\": " + attributes + "}");
    assertThat(expect(201, created).body()).contains(attributes);
    assertSameEverywhere(created);
    expect(200, client.read("/v1/tasks", token, "Consistency-Token", created.header("Consistency-Token")));
    expect(200, client.write("PATCH", created.header("Location"), token, "{\"attributes\": null}"));
    var deeper = client.write("PATCH", task, token, "{\"attributes\": {\"a\": " + attributes + "}}");
    assertThat(expect(400, deeper).json().get("code").stringValue()).isEqualTo("malformed_json");
  }

  @Test
  void members_that_only_look_the_same_are_two_and_members_that_are_the_same_are_refused() {
    var created = client.write("POST", "/v1/tasks", token,
        "{\"title\": \"x\", \"attributes\": {\"\u00e9\": 1, \"e\u0301\": 2, \"\": 3, \" \": 4, \"É\": 5}}");
    assertThat(expect(201, created).json().get("attributes")).hasSize(5);
    assertSameEverywhere(created);
    var twice = client.write("PATCH", task, token, "{\"attributes\": {\"e\": 1, \"\\u0065\": 2}}");
    assertThat(expect(400, twice).errors()).containsExactly("/attributes/e duplicate");
  }

  @ParameterizedTest
  @CsvSource({
      "2026-01-05T12:00:00Z, 2026-01-05T12:00:00.000000Z",
      "2026-01-05t12:00:00.1z, 2026-01-05T12:00:00.100000Z",
      "2026-01-05T12:00:00.123456Z, 2026-01-05T12:00:00.123456Z",
      "2026-01-05T12:00:00.000001+14:00, 2026-01-04T22:00:00.000001Z",
      "2026-01-05T12:00:00-00:00, 2026-01-05T12:00:00.000000Z",
      "2026-01-05T12:00:00+23:59, 2026-01-04T12:01:00.000000Z",
      "2026-01-05T12:00:00-23:59, 2026-01-06T11:59:00.000000Z",
      "2024-02-29T23:59:59.999999Z, 2024-02-29T23:59:59.999999Z",
      "2000-02-29T00:00:00Z, 2000-02-29T00:00:00.000000Z",
      "1582-10-10T00:00:00Z, 1582-10-10T00:00:00.000000Z",
      "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
      "2038-01-19T03:14:08Z, 2038-01-19T03:14:08.000000Z",
      "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z",
      "0000-12-31T23:30:00-01:00, 0001-01-01T00:30:00.000000Z",
      "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
      "9999-12-31T23:59:59.999999+00:00, 9999-12-31T23:59:59.999999Z"})
  void a_time_is_kept_to_the_microsecond(String time, String kept) {
    var fields = "{\"title\": \"x\", \"due_at\": \"" + time + "\"}";
    var created = expect(201, client.write("POST", "/v1/tasks", token, fields));
    assertThat(created.json().get("due_at").stringValue()).isEqualTo(kept);
    assertSameEverywhere(created);
    var patched = expect(200, client.write("PATCH", task, token, fields));
    assertThat(patched.json().get("due_at").stringValue()).isEqualTo(kept);
    assertSameEverywhere(patched);
  }

  @ParameterizedTest
  @CsvSource({"2024-02-29t23:59:59.999999-14:00, 2024-03-01T13:59:59.999999Z",
      "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
      "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z"})
  void a_time_of_the_past_is_imported_to_the_microsecond(String time, String kept) {
    var imported = expect(200, client.load("", token, """
        {"title": "x", "status": "completed", "created_at": "?", "due_at": "?", "completed_at": "?"}"""
        .replace("?", time)));
    var id = imported.json().get("results").get(0).get("id").stringValue();
    var read = expect(200, client.read("/v1/tasks/" + id, token,
        "Consistency-Token", imported.header("Consistency-Token")));
    for (var name : List.of("created_at", "updated_at", "due_at", "completed_at")) {
      assertThat(read.json().get(name).stringValue()).as(name).isEqualTo(kept);
    }
    assertSameEverywhere(read);
  }

  @ParameterizedTest
  @CsvSource({
      "2023-02-29T00:00:00Z, malformed_time",
      "1900-02-29T00:00:00Z, malformed_time",
      "2026-02-30T00:00:00Z, malformed_time",
      "2026-13-01T00:00:00Z, malformed_time",
      "2026-01-05T24:00:00Z, malformed_time",
      "2026-06-30T23:59:60Z, malformed_time",
      "2026-01-05T12:00:00+24:00, malformed_time",
      "2026-01-05T12:00:00, malformed_time",
      "2026-01-05, malformed_time",
      "' 2026-01-05T12:00:00Z', malformed_time",
      "２０２６-01-05T12:00:00Z, malformed_time",
      "10000-01-01T00:00:00Z, malformed_time",
      "+10000-01-01T00:00:00Z, malformed_time",
      "-0001-01-01T00:00:00Z, malformed_time",
      "infinity, malformed_time",
      "now, malformed_time",
      "2026-01-05T12:00:00.1234567Z, time_too_precise",
      "2026-01-05T12:00:00.000000000Z, time_too_precise",
      "0000-01-01T00:00:00Z, time_out_of_range",
      "0001-01-01T00:00:00+00:01, time_out_of_range",
      "9999-12-31T23:59:59-00:01, time_out_of_range"})
  void what_is_no_time_that_can_be_kept_is_refused(String time, String code) {
    assertRefused("{\"due_at\": \"" + time + "\"}", "/due_at " + code);
    assertThat(expect(422, client.load("", token, """
        {"title": "x", "created_at": "?", "completed_at": "?"}""".replace("?", time))).errors())
        .containsExactly("/created_at " + code, "/completed_at " + code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PENDING", "pendıng", "ｐending", "pending ", "", "pendi\u0301ng"})
  void a_name_of_a_value_is_spelled_one_way(String name) {
    assertRefused("{\"status\": \"" + name + "\", \"priority\": \"" + name + "\"}",
        "/status unknown_value", "/priority unknown_value");
  }

  @Test
  void an_id_of_any_version_and_case_is_kept() {
    for (var id : new String[]{UUID.randomUUID().toString().toUpperCase(Locale.ROOT),
        UUID.nameUUIDFromBytes(token.getBytes(UTF_8)).toString(),
        "ffffffff-ffff-ffff-" + UUID.randomUUID().toString().substring(19)}) {
      var created = client.write("POST", "/v1/tasks", token, "{\"title\": \"x\", \"id\": \"" + id + "\"}");
      assertThat(expect(201, created).json().get("id").stringValue()).isEqualTo(id.toLowerCase(Locale.ROOT));
      assertSameEverywhere(created);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "{0190a6e0-0000-7000-8000-000000000000}",
      "0190a6e0000070008000000000000000",
      "０190a6e0-0000-7000-8000-000000000000", "0190a6e0-0000-7000-8000-00000000000\\u0000"})
  void what_is_no_id_is_refused(String id) {
    var answer = client.write("POST", "/v1/tasks", token, "{\"title\": \"x\", \"id\": \"" + id + "\"}");
    assertThat(expect(422, answer).errors()).containsExactly("/id malformed_uuid");
    var tag = client.write("POST", "/v1/tags", token, "{\"name\": \"x\", \"id\": \"" + id + "\"}");
    assertThat(expect(422, tag).errors()).containsExactly("/id malformed_uuid");
    assertRefused("{\"tag_ids\": [\"" + id + "\"]}", "/tag_ids/0 malformed_uuid");
  }

  /** At creation as at change, and nothing is changed by it. */
  private void assertRefused(String fields, String... errors) {
    var before = client.write("PATCH", task, token, "{}").body();
    assertThat(expect(422, client.write("PATCH", task, token, fields)).errors()).containsExactly(errors);
    var whole = fields.contains("\"title\"") ? fields : fields.replaceFirst("\\{", "{\"title\": \"x\", ");
    assertThat(expect(422, client.write("POST", "/v1/tasks", token, whole)).errors()).containsExactly(errors);
    assertThat(expect(422, client.load("", token, whole)).errors()).containsExactly(errors);
    assertThat(client.write("PATCH", task, token, "{}").body()).isEqualTo(before);
  }

  /** What the log says, which a patch of nothing asks, and what the row says, are what was answered. */
  private void assertSameEverywhere(Client.Answer answer) {
    var path = "/v1/tasks/" + answer.json().get("id").stringValue();
    assertThat(client.write("PATCH", path, token, "{}").body()).isEqualTo(answer.body());
    var read = client.read(path, token, "Consistency-Token", answer.header("Consistency-Token"));
    assertThat(expect(200, read).body()).isEqualTo(answer.body());
  }
}
