package tasklog.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.JSON;
import static tasklog.e2e.Client.expect;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever text a client sends to any field of any write, it is kept code point by code point, in the answer, in the log
 * and in the rows, or it is refused at that field.
 */
class TextEdgesIT {

  private static final Services SERVICES = Services.shared();
  private static final JsonMapper ESCAPING = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)
      .build();
  private static final String EMOJI = "😀";

  private static @Nullable String token;
  private static @Nullable String task;
  private static @Nullable String tag;
  private static @Nullable String taskVersion;
  private static @Nullable String tagVersion;

  private final Client client = SERVICES.client();

  @BeforeAll
  static void start() {
    var client = SERVICES.client();
    token = client.newToken();
    var first = client.write("POST", "/v1/tasks", token, "{\"title\":\"untouched\"}");
    task = location(first);
    taskVersion = first.header("ETag");
    var second = client.write("POST", "/v1/tags", token, "{\"name\":\"untouched\"}");
    tag = location(second);
    tagVersion = second.header("ETag");
  }

  private static String location(Client.Answer created) {
    return expect(201, created).header("Location");
  }

  /** Up to 40 code points, so that they fit everywhere. */
  static Stream<String> texts() {
    return Stream.concat(Stream.of(
        " ", "\t", "\r\n", "  x\u00a0\u3000", "\u0001\u001f\u007f\u0085\u009f", "\"\\/\b\f",
        "e\u0301", "\u00e9", "a\u0323\u0307", "a\u0307\u0323", "\u0301", "\u1112\u1161\u11ab", "\ud55c",
        "\u212b\u00c5A\u030a", "ﬁﬀſK", "İIıißẞ", "ΣΊΣΥΦΟΣς", "\u202E\u200Fשלום\u202C", "\u2066\u2067a",
        "\uFEFFa\uFEFF", "a\u200b\u200c\u200d\u00ad", "👩‍👩‍👧‍👦🏳️‍🌈", "\u2028\u2029",
        "\uFFFE\uFFFF\uFDD0\uFFFD",
        "\uE000\uDBFF\uDFFF", "\ud800\udc00", "null", "{\"a\":1}", "'; DROP TABLE task; --", "%00\\u0000\\0",
        "<script>", "${x}#{x}"),
        IntStream.range(0, 6).mapToObj(TextEdgesIT::random));
  }

  /** Any code points but U+0000 and surrogates, from all planes. */
  private static String random(int seed) {
    return new Random(seed).ints(1, 0x110000).filter(point -> point < 0xD800 || point > 0xDFFF)
        .map(point -> point % 3 == 0 ? point % 0x3000 + 1 : point).limit(40)
        .mapToObj(Character::toString).collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void a_text_is_kept_in_every_field(String text) {
    var fields = Map.of("title", text, "description", text, "attributes",
        Map.of("a", text, text + ".", List.of(Map.of(text, List.of(text)))));
    var created = expect(201, client.write("POST", "/v1/tasks", token, JSON.writeValueAsString(fields)));
    assertKept(created, fields);
    var other = location(client.write("POST", "/v1/tasks", token, "{\"title\":\"x\"}"));
    assertKept(expect(200, client.write("PATCH", other, token, ESCAPING.writeValueAsString(fields))), fields);

    var name = Map.of("name", text + UUID.randomUUID().toString().substring(28));
    var made = location(client.write("POST", "/v1/tags", token, JSON.writeValueAsString(name)));
    assertSame(expect(200, client.write("PATCH", made, token, ESCAPING.writeValueAsString(name))), name);
    expect(204, client.write("DELETE", made, token, ""));

    assertImported(fields, text + UUID.randomUUID().toString().substring(28));

    var person = Map.of("display_name", text);
    var body = JSON.writeValueAsString(person);
    assertSame(expect(200, client.write("PATCH", "/v1/accounts/me", token, body)), person);
    assertSame(client.write("GET", "/v1/accounts/me", token, ""), person);
  }

  private void assertImported(Map<String, ?> fields, String tagName) {
    var line = new HashMap<String, Object>(fields);
    line.put("tags", List.of(tagName));
    var imported = expect(200, client.load("", token, JSON.writeValueAsString(line)));
    var path = "/v1/tasks/" + imported.json().get("results").get(0).get("id").stringValue();
    var read = client.read(path, token, "Consistency-Token", imported.header("Consistency-Token"));
    assertKept(expect(200, read), fields);
    var name = Map.of("name", tagName);
    var made = "/v1/tags/" + read.json().get("tag_ids").get(0).stringValue();
    var renamed = client.write("PATCH", made, token, ESCAPING.writeValueAsString(name));
    assertSame(expect(200, renamed), name);
    assertThat(renamed.json().get("updated_at")).isEqualTo(renamed.json().get("created_at"));
  }

  /** In the answer; in what the log says, which a patch of nothing asks; in the row; and in the history. */
  private void assertKept(Client.Answer answer, Map<String, ?> fields) {
    assertSame(answer, fields);
    var path = "/v1/tasks/" + answer.json().get("id").stringValue();
    assertThat(client.write("PATCH", path, token, "{}").body()).isEqualTo(answer.body());
    var read = client.read(path, token, "Consistency-Token", answer.header("Consistency-Token"));
    assertThat(expect(200, read).body()).isEqualTo(answer.body());
    var history = client.read(path + "/history", token, "Consistency-Token",
        answer.header("Consistency-Token"));
    var changes = expect(200, history).json().get("items").valueStream()
        .flatMap(item -> item.get("changes").valueStream())
        .collect(Collectors.toMap(change -> change.get("field").stringValue(), change -> change.get("to"),
            (_, latest) -> latest));
    fields
        .forEach((name, value) -> assertThat(changes.get(name)).as(name).isEqualTo(JSON.valueToTree(value)));
  }

  private static void assertSame(Client.Answer answer, Map<String, ?> fields) {
    fields.forEach((name, value) -> assertThat(answer.json().get(name)).as(name)
        .isEqualTo(JSON.valueToTree(value)));
  }

  @Test
  void lengths_count_code_points_of_four_bytes_as_one() {
    var fields = Map.of("title", EMOJI.repeat(200), "description", EMOJI.repeat(20_000),
        "attributes", Map.of("k", EMOJI.repeat(4_094))); // 16 KiB
    assertKept(expect(201, client.write("POST", "/v1/tasks", token, JSON.writeValueAsString(fields))),
        fields);
    var more = JSON.writeValueAsString(Map.of("title", EMOJI.repeat(201), "description",
        EMOJI.repeat(20_001), "attributes", Map.of("k", EMOJI.repeat(4_094) + "x")));
    assertRefused("/title too_long, /description too_long, /attributes too_large",
        client.write("POST", "/v1/tasks", token, more), client.write("PATCH", task, token, more));

    var name = Map.of("name", EMOJI.repeat(50));
    var made = expect(201, client.write("POST", "/v1/tags", token, JSON.writeValueAsString(name)));
    assertSame(made, name);
    var longer = JSON.writeValueAsString(Map.of("name", EMOJI.repeat(51)));
    assertRefused("/name too_long", client.write("POST", "/v1/tags", token, longer),
        client.write("PATCH", tag, token, longer));

    var person = Map.of("display_name", EMOJI.repeat(200));
    assertSame(expect(200, client.write("PATCH", "/v1/accounts/me", token, JSON.writeValueAsString(person))),
        person);
    assertRefused("/display_name too_long", client.write("PATCH", "/v1/accounts/me", token,
        JSON.writeValueAsString(Map.of("display_name", EMOJI.repeat(201)))));
  }

  /** U+0000, and halves of surrogate pairs: alone, in the wrong order, beside a whole one. */
  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\u0000b", "\\ud800", "\\udfff", "x\\udc00\\ud800",
      "\\ud83d\\ud83d\\ude00", "\\ud83d\\ude00\\ude00"})
  void what_no_utf_8_and_no_postgresql_can_hold_is_refused_in_every_field(String text) {
    var fields = """
        {"title": "?", "description": "?", "attributes": {"?": 1, "a": "?", "b": [[{"?": {"c": "?"}}]]}}"""
        .replace("?", text);
    assertRefusedCharacters(6, client.write("POST", "/v1/tasks", token, fields),
        client.write("PATCH", task, token, fields));
    assertRefusedCharacters(7, client.load("", token, fields.replaceFirst("}$", """
        , "tags": ["?"]}""".replace("?", Matcher.quoteReplacement(text)))));
    var name = "{\"name\": \"" + text + "\"}";
    assertRefusedCharacters(1, client.write("POST", "/v1/tags", token, name),
        client.write("PATCH", tag, token, name));
    assertRefusedCharacters(1,
        client.write("PATCH", "/v1/accounts/me", token, "{\"display_name\": \"" + text + "\"}"));
    var credentials = "{\"email\": \"" + text + "\", \"password\": \"" + text + "\"}";
    assertRefusedCharacters(2, client.write("POST", "/v1/tokens", null, credentials));
    assertRefusedCharacters(3, client.write("POST", "/v1/accounts", null,
        credentials.replace("}", ", \"display_name\": \"" + text + "\"}")));
    assertRefusedCharacters(2, client.write("POST", "/v1/accounts/me/password", token,
        credentials.replace("email", "current_password").replace("\"password", "\"new_password")));
    assertRefused("/ids/0 malformed_uuid, /status unknown_value, /mode unknown_value",
        client.write("POST", "/v1/tasks/bulk/status", token,
            "{\"ids\": [\"?\"], \"status\": \"?\", \"mode\": \"?\"}".replace("?", text)));
    assertRefused(
        "/id malformed_uuid, /status unknown_value, /priority unknown_value, /due_at malformed_time",
        client.write("POST", "/v1/tasks", token, """
            {"title": "x", "id": "?", "status": "?", "priority": "?", "due_at": "?"}""".replace("?", text)));
  }

  private void assertRefusedCharacters(int places, Client.Answer... answers) {
    for (var answer : answers) {
      assertThat(expect(422, answer).errors()).hasSize(places)
          .allSatisfy(error -> assertThat(error).endsWith(" character_not_allowed"));
    }
    assertUntouched();
  }

  private void assertRefused(String errors, Client.Answer... answers) {
    for (var answer : answers) {
      assertThat(String.join(", ", expect(422, answer).errors())).isEqualTo(errors);
    }
    assertUntouched();
  }

  private void assertUntouched() {
    assertThat(client.write("PATCH", task, token, "{}").header("ETag")).isEqualTo(taskVersion);
    assertThat(client.write("PATCH", tag, token, "{\"name\":\"untouched\"}").header("ETag"))
        .isEqualTo(tagVersion);
  }

  /** Other ways to write what UTF-8 does not have, and what JSON does not have in a string. */
  @ParameterizedTest
  @ValueSource(strings = {"00", "1F", "C080", "C1A1", "E080AF", "EDA080", "EDA0BDEDB880", "F4908080",
      "F09F98",
      "FF"})
  void bytes_that_are_no_text_are_refused_on_every_path(String bytes) {
    var text = new String(HexFormat.of().parseHex(bytes), ISO_8859_1);
    for (var path : List.of("POST /v1/tasks", "PATCH " + task, "POST /v1/tags", "PATCH " + tag,
        "POST /v1/tasks/bulk/status", "POST /v1/tasks/bulk/delete", "POST /v1/tasks/bulk/restore",
        "POST /v1/accounts", "POST /v1/tokens", "PATCH /v1/accounts/me", "POST /v1/accounts/me/password")) {
      var method = path.substring(0, path.indexOf(' '));
      var body = "{\"title\": \"x\", \"name\": \"x" + text + "\"}";
      var answer = client.write(method, path.substring(method.length() + 1), token,
          body.getBytes(ISO_8859_1));
      assertThat(expect(400, answer).json().get("code").stringValue()).isEqualTo("malformed_json");
    }
    var line = "{\"title\": \"x" + text + "\"}";
    var imported = client.load("", token, line.getBytes(ISO_8859_1));
    assertThat(expect(400, imported).json().get("code").stringValue()).isEqualTo("malformed_json");
  }
}
