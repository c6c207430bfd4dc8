package tasklog.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.MediaType.APPLICATION_JSON;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient.RequestBodySpec;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
class WebIT {

  @Autowired
  RestTestClient http;

  @Autowired
  Environment environment;

  private final String token = WebTestApplication.TOKENS.of(UUID.randomUUID());

  private EntityExchangeResult<String> send(HttpMethod method, String path,
      UnaryOperator<RequestBodySpec> with) {
    var request = http.method(method).uri(path).header("Authorization", "Bearer " + token);
    return with.apply(request).exchange().returnResult(String.class);
  }

  private EntityExchangeResult<String> get(String path) {
    return send(GET, path, request -> request);
  }

  private EntityExchangeResult<String> post(String path, String json) {
    return send(POST, path, request -> {
      request.contentType(APPLICATION_JSON).body(json);
      return request;
    });
  }

  static JsonNode problem(EntityExchangeResult<String> answer, String code) {
    var problem = WebJson.mapper().readTree(answer.getResponseBody());
    assertThat(problem.propertyNames())
        .containsExactly("type", "title", "status", "detail", "code", "request_id", "errors");
    assertThat(problem.get("code").stringValue()).isEqualTo(code);
    assertThat(problem.get("status").intValue()).isEqualTo(answer.getStatus().value())
        .isEqualTo(ProblemCode.of(code).orElseThrow().status());
    assertThat(problem.get("request_id").stringValue())
        .isEqualTo(answer.getResponseHeaders().getFirst(RequestId.HEADER));
    assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer.getResponseBody()).doesNotContain("secret", "java", "tasklog.web", "<html");
    return problem;
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(GET, "/nope", "route_not_found"),
        Arguments.of(POST, "/v1/nope", "route_not_found"),
        Arguments.of(GET, "/error", "route_not_found"),
        Arguments.of(GET, "/actuator/health", "route_not_found"),
        Arguments.of(GET, "/problems/nope", "problem_not_found"),
        Arguments.of(DELETE, "/problems", "method_not_allowed"),
        Arguments.of(GET, "/v1/probe/tasks/1-1-1-1-1", "task_not_found"),
        Arguments.of(GET, "/v1/probe/tags/x", "tag_not_found"),
        Arguments.of(GET, "/v1/probe/things/x", "route_not_found"),
        Arguments.of(GET, "/v1/probe/param", "malformed_query"),
        Arguments.of(GET, "/v1/probe/param?n=x", "malformed_query"),
        Arguments.of(GET, "/v1/probe/query?limit=0", "malformed_query"),
        Arguments.of(GET, "/v1/probe/request?x=1", "malformed_query"),
        Arguments.of(GET, "/v1/probe/request?x=%25zz", "malformed_query"),
        Arguments.of(GET, "/v1/probe/away", "service_unavailable"),
        Arguments.of(GET, "/v1/probe/refused", "task_deleted"),
        Arguments.of(GET, "/v1/probe/sent", "malformed_request"),
        Arguments.of(GET, "/v1/probe/tasks/a%2Fb", "malformed_request"),
        Arguments.of(GET, "/v1/probe/tasks/a;b=c", "malformed_request"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void every_refusal_has_one_shape(HttpMethod method, String path, String code) {
    problem(http.method(method).uri(URI.create(base() + path)).header("Authorization", "Bearer " + token)
        .exchange().returnResult(String.class), code);
  }

  private String base() {
    return "http://localhost:" + environment.getProperty("local.server.port");
  }

  @Test
  void a_method_that_is_not_allowed_is_told_which_are() {
    var answer = send(PATCH, "/v1/probe/query", request -> request);
    problem(answer, "method_not_allowed");
    assertThat(answer.getResponseHeaders().getFirst("Allow")).isEqualTo("GET");
  }

  @Test
  void what_cannot_be_shown_as_asked_is_not_acceptable() {
    problem(send(GET, "/v1/probe/caller", request -> request.accept(MediaType.TEXT_HTML)), "not_acceptable");
  }

  @Test
  void a_body_of_another_type_is_not_supported() {
    var answer = send(POST, "/v1/probe/body", request -> {
      request.contentType(MediaType.TEXT_PLAIN).body("{}");
      return request;
    });
    problem(answer, "unsupported_media_type");
    assertThat(answer.getResponseHeaders().getFirst("Accept")).isEqualTo("application/json");
  }

  @Test
  void what_nobody_foresaw_is_logged_once_under_the_request_id_and_says_nothing(CapturedOutput output) {
    var answer = get("/v1/probe/fails");
    var id = problem(answer, "internal_error").get("request_id").stringValue();
    assertThat(output.getOut().lines().filter(line -> line.contains("ERROR")))
        .singleElement().asString().contains("[" + id + "]");
    assertThat(output.getOut()).contains("secret of the house");
  }

  @Test
  void a_refusal_is_not_logged(CapturedOutput output) {
    get("/v1/probe/refused");
    get("/nope");
    get("/v1/probe/query?limit=0");
    assertThat(output.getOut()).doesNotContain("WARN", "ERROR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"title\":}", "{\"title\":\"a\"} x", "{'title':1}",
      "{\"title\":\"a\",}",
      "{\"title\":NaN}", "{\"title\":01}", "// a\n{}", "\u00ef"})
  void a_body_that_is_no_json_is_malformed(String json) {
    problem(post("/v1/probe/body", json), "malformed_json");
  }

  /** Too long ways to write a character, halves of surrogate pairs, what is past U+10FFFF, cut and stray bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"C080", "C1A1", "E080AF", "F08080AF", "EDA080", "EDB080", "EDA0BDEDB880",
      "F4908080",
      "F09F98", "80", "FF", "F888808080"})
  void a_body_that_is_no_utf_8_is_malformed(String bytes) {
    for (var type : List.of("application/json", "application/json;charset=iso-8859-1")) {
      problem(postBytes(type, "{\"title\":\"", bytes, "\"}"), "malformed_json");
      problem(postBytes(type, "{\"", bytes, "\":1}"), "malformed_json");
    }
  }

  @Test
  void a_body_is_utf_8_whatever_its_media_type_says() {
    var answer = postBytes("application/json;charset=iso-8859-1", "{\"title\":\"", "C3A9", "\"}");
    assertThat(answer.getResponseBody()).contains("é null");
  }

  /** The bytes in the middle are given in hexadecimal. */
  private EntityExchangeResult<String> postBytes(String type, String before, String bytes, String after) {
    var middle = new String(HexFormat.of().parseHex(bytes), ISO_8859_1);
    return send(POST, "/v1/probe/body", request -> {
      request.contentType(MediaType.parseMediaType(type))
          .body((before + middle + after).getBytes(ISO_8859_1));
      return request;
    });
  }

  static Stream<String> tooLong() {
    return Stream.of("1e99999999999", "-1e-99999999999", "1e2147483648", "9".repeat(20_000),
        "0." + "0".repeat(20_000), "1e" + "9".repeat(20_000));
  }

  @ParameterizedTest
  @MethodSource("tooLong")
  void a_number_that_nothing_can_hold_is_named(String number) {
    var problem = problem(post("/v1/probe/body", "{\"a\":[{\"b\":" + number + "}]}"), "validation_failed");
    assertThat(problem.get("errors").get(0).get("pointer").stringValue()).isEqualTo("/a/0/b");
    assertThat(problem.get("errors").get(0).get("code").stringValue()).isEqualTo("number_out_of_range");
  }

  @Test
  void malformed_json_says_where() {
    assertThat(
        problem(post("/v1/probe/body", "{\n  \"title\": x}"), "malformed_json").get("detail").stringValue())
        .matches("Not JSON at line 2, column \\d+");
  }

  @Test
  void a_member_that_is_there_twice_is_malformed_and_named() {
    var problem = problem(post("/v1/probe/body", "{\"a\":{\"b\":1,\"b\":2}}"), "malformed_json");
    assertThat(problem.get("errors")).hasToString("""
        [{"pointer":"/a/b","code":"duplicate","detail":"is there twice"}]""");
  }

  @Test
  void json_that_is_nested_too_deeply_is_malformed() {
    problem(post("/v1/probe/body", "{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}"), "malformed_json");
  }

  @Test
  void a_number_that_is_too_long_is_out_of_range() {
    var problem = problem(post("/v1/probe/body", "{\"a\":[" + "1".repeat(20_000) + "]}"),
        "validation_failed");
    assertThat(problem.get("errors").get(0).get("code").stringValue()).isEqualTo("number_out_of_range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "1"})
  void a_body_that_is_no_object_is_of_the_wrong_type(String json) {
    assertThat(problem(post("/v1/probe/body", json), "validation_failed").get("errors"))
        .hasToString("[{\"pointer\":\"\",\"code\":\"wrong_type\",\"detail\":\"must be an object\"}]");
  }

  @Test
  void all_faults_of_a_body_are_named() {
    var problem = problem(post("/v1/probe/body", "{\"x\":1,\"due_at\":\"now\"}"), "validation_failed");
    assertThat(problem.get("errors").valueStream().map(error -> error.get("pointer").stringValue()))
        .containsExactly("/title", "/due_at", "/x");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"name\":\"a\",\"count\":1,\"x\":1} | /x | unknown_field",
      "{\"name\":\"a\",\"count\":\"1\"}     | /count | wrong_type",
      "{\"name\":\"a\",\"count\":1.0}       | /count | wrong_type",
      "{\"name\":\"a\",\"count\":null}      | /count | wrong_type",
      "{\"name\":1,\"count\":1}             | /name | wrong_type",
      "{\"name\":true,\"count\":1}          | /name | wrong_type"})
  void a_typed_body_is_read_as_strictly(String json, String pointer, String code) {
    var error = problem(post("/v1/probe/typed", json), "validation_failed").get("errors").get(0);
    assertThat(error.get("pointer").stringValue()).isEqualTo(pointer);
    assertThat(error.get("code").stringValue()).isEqualTo(code);
  }

  @Test
  void a_body_that_is_too_large_is_refused_by_its_length() {
    problem(post("/v1/probe/body", "{\"title\":\"" + "a".repeat(1 << 20) + "\"}"), "payload_too_large");
  }

  @Test
  void a_body_that_is_too_large_is_refused_also_when_its_length_is_not_said() {
    var bytes = ("{\"title\":\"" + "a".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    var answer = send(POST, "/v1/probe/body", request -> {
      request.contentType(APPLICATION_JSON).body(new InputStreamResource(new ByteArrayInputStream(bytes)) {
        @Override
        public long contentLength() {
          return -1;
        }
      });
      return request;
    });
    problem(answer, "payload_too_large");
  }

  @Test
  void a_head_request_is_refused_without_a_body() {
    var answer = send(HEAD, "/v1/probe/refused", request -> request);
    assertThat(answer.getStatus().value()).isEqualTo(409);
    assertThat(answer.getResponseBody()).isNullOrEmpty();
  }

  @Test
  void a_precondition_is_refused_where_it_would_be_passed_over() {
    var read = problem(send(GET, "/v1/probe/caller", request -> request.header("If-Match", "\"1\"")),
        "precondition_not_supported");
    assertThat(read.get("errors").get(0).get("header").stringValue()).isEqualTo("If-Match");
    problem(send(POST, "/v1/probe/owner", request -> request.header("If-None-Match", "*")),
        "precondition_not_supported");
    assertThat(send(GET, "/v1/probe/caller", request -> request.header("If-None-Match", "\"1\""))
        .getStatus().value()).isEqualTo(200);
  }

  @Test
  void headers_reach_the_controller_that_declares_them() {
    var id = UUID.randomUUID();
    var answer = send(GET, "/v1/probe/tasks/" + id,
        request -> request.header("Prefer", "wait=3").header("Consistency-Token", "0000000a-5"));
    assertThat(answer.getResponseBody()).isEqualTo("{\"value\":\"" + id + " 3 0000000a-5\"}");
    assertThat(get("/v1/probe/tasks/" + id).getResponseBody()).contains(" -1 null");
    assertThat(send(GET, "/v1/probe/tasks/" + id, request -> request.header("If-None-Match", "W/\"7\""))
        .getStatus().value()).isEqualTo(304);
    problem(send(GET, "/v1/probe/tasks/" + id, request -> request.header("Consistency-Token", "x")),
        "malformed_consistency_token");
    problem(send(GET, "/v1/probe/tasks/" + id,
        request -> request.header("Consistency-Token", "0000000a-5", "0000000a-6")),
        "malformed_consistency_token");
    assertThat(send(PATCH, "/v1/probe/tasks/" + id, request -> request.header("If-Match", "\"7\""))
        .getStatus().value()).isEqualTo(200);
    problem(send(PATCH, "/v1/probe/tasks/" + id, request -> request.header("If-Match", "\"6\"")),
        "precondition_failed");
    problem(send(PATCH, "/v1/probe/tasks/" + id, request -> request.header("If-Match", "7")),
        "malformed_precondition");
  }

  @Test
  void a_request_has_the_id_that_the_client_gave() {
    var answer = send(GET, "/v1/probe/request", request -> request.header("X-Request-Id", "mine")
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    assertThat(answer.getResponseHeaders().get("X-Request-Id")).containsExactly("mine");
    assertThat(answer.getResponseBody())
        .isEqualTo("{\"value\":\"mine 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}");
  }

  @Test
  void a_request_without_an_id_gets_one() {
    var answer = get("/v1/probe/request");
    var id = answer.getResponseHeaders().getFirst("X-Request-Id");
    assertThat(UUID.fromString(id).version()).isEqualTo(7);
    assertThat(answer.getResponseBody()).isEqualTo("{\"value\":\"" + id + " -\"}");
  }

  @Test
  void an_error_that_the_container_dispatches_keeps_the_id() {
    problem(send(GET, "/v1/probe/sent", request -> request.header("X-Request-Id", "mine")),
        "malformed_request");
  }

  @Test
  void the_problems_are_listed_without_a_token() {
    var all = http.get().uri("/problems").exchange().expectStatus().isOk().returnResult(String.class);
    var catalogue = WebJson.mapper().readTree(all.getResponseBody());
    assertThat(catalogue.get("items")).hasSize(ProblemCode.values().length);
    assertThat(catalogue.get("error_codes")).hasSize(ErrorCode.values().length);
    assertThat(all.getResponseHeaders().get("Cache-Control")).containsExactly("max-age=3600, public");
    http.get().uri("/problems/task_not_found").exchange().expectStatus().isOk().expectBody(String.class)
        .isEqualTo(
            """
                {"type":"/problems/task_not_found","code":"task_not_found","status":404,"title":"There is no such task"}""");
  }

  @Test
  void health_says_that_the_database_is_away() {
    var answer = http.get().uri("/health").exchange().expectStatus().isEqualTo(503)
        .returnResult(String.class);
    assertThat(answer.getResponseBody()).isEqualTo("{\"status\":\"down\",\"database\":\"down\"}");
    assertThat(answer.getResponseHeaders().get("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void the_management_port_takes_no_token() {
    var management = RestTestClient.bindToServer()
        .baseUrl("http://localhost:" + environment.getProperty("local.management.port")).build();
    management.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
    management.get().uri("/actuator/info").exchange().expectStatus().isOk();
  }

  @Test
  void answers_may_be_kept_only_to_be_asked_for_again() {
    var headers = get("/v1/probe/caller").getResponseHeaders();
    assertThat(headers.get("Cache-Control")).containsExactly("no-cache");
    assertThat(headers.get("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(headers.containsHeader("Set-Cookie")).isFalse();
  }
}
