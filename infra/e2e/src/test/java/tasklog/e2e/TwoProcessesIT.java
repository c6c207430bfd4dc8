package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static tasklog.e2e.Client.expect;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tasklog.e2e.Client.Answer;
import tasklog.e2e.Services.AnotherCommandService;

/** Two processes that share nothing but the log decide as one. */
@TestMethodOrder(OrderAnnotation.class)
class TwoProcessesIT {

  private static final int CALLERS = 24;
  private static final Client ONE = Services.shared().client();
  private static AnotherCommandService another;

  private final String token = ONE.newToken();

  @BeforeAll
  static void start() {
    another = Services.shared().startAnotherCommandService();
  }

  @AfterAll
  static void stop() {
    another.close();
  }

  @RepeatedTest(5)
  void of_all_who_want_a_name_at_either_of_them_one_gets_it() throws Exception {
    var spellings = List.of("straße", "STRASSE", "Strasse", "strasse");
    var answers = atOnce(i -> at(i).write("POST", "/v1/tags", token,
        "{\"name\":\"" + spellings.get(i % spellings.size()) + "\"}"));
    assertOneOf(answers, 201);
  }

  @RepeatedTest(5)
  void of_all_who_rename_a_tag_to_a_name_at_either_of_them_one_gets_it() throws Exception {
    var tags = IntStream.range(0, CALLERS).mapToObj(i -> expect(201, at(i).write("POST", "/v1/tags", token,
        "{\"name\":\"tag " + i + "\"}")).header("Location")).toList();
    var answers = atOnce(i -> at(i).write("PATCH", tags.get(i), token, "{\"name\":\"the same\"}"));
    assertOneOf(answers, 200);
    var freed = tags.get(answers.indexOf(answers.stream().filter(a -> a.status() == 200).findFirst().get()));
    expect(204, at(1).write("DELETE", freed, token, ""));
    expect(201, at(0).write("POST", "/v1/tags", token, "{\"name\":\"THE SAME\"}"));
  }

  @RepeatedTest(5)
  void a_request_that_is_sent_to_both_at_once_is_done_once() throws Exception {
    var key = UUID.randomUUID().toString();
    var answers = atOnce(i -> at(i).write("POST", "/v1/tasks", token, "{\"title\":\"once\"}",
        "Idempotency-Key", key));
    assertThat(answers).extracting(Answer::status, Answer::body).containsOnly(
        tuple(201, answers.getFirst().body()));
    var made = expect(200, ONE.read("/v1/tasks", token, "Prefer", "count=exact, wait=5", "Consistency-Token",
        answers.getFirst().header("Consistency-Token")));
    assertThat(made.json().get("total_count").intValue()).isEqualTo(1);
  }

  /** The last, since no other process is there behind it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void a_retry_after_the_process_has_died_gets_the_first_answer() throws Exception {
    var key = UUID.randomUUID().toString();
    var first = expect(201, another.client().write("POST", "/v1/tasks", token, "{\"title\":\"kept\"}",
        "Idempotency-Key", key));
    ProcessHandle.of(another.process().pid()).orElseThrow().destroyForcibly();
    another.process().awaitEnd();
    var retry = expect(201, ONE.write("POST", "/v1/tasks", token, "{\"title\":\"kept\"}",
        "Idempotency-Key", key));
    assertThat(retry.body()).isEqualTo(first.body());
    assertThat(retry.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(retry.header("Idempotency-Replayed")).isEqualTo("true");
  }

  private static Client at(int caller) {
    return caller % 2 == 0 ? ONE : another.client();
  }

  /** The answers in the order of the callers. */
  private static List<Answer> atOnce(IntFunction<Answer> call) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads
          .invokeAll(IntStream.range(0, CALLERS).<Callable<Answer>>mapToObj(i -> () -> call.apply(i))
              .toList())
          .stream().map(Future::resultNow).toList();
    }
  }

  private static void assertOneOf(List<Answer> answers, int status) {
    assertThat(answers).filteredOn(answer -> answer.status() == status).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() != status).allSatisfy(answer -> assertThat(
        expect(409, answer).json().get("code").stringValue()).isEqualTo("tag_name_taken"));
  }
}
