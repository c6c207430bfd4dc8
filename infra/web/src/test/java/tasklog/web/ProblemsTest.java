package tasklog.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

class ProblemsTest {

  static Stream<Exception> outages() {
    return Stream.of(
        new SQLTransientConnectionException("no connection in time"),
        new CannotGetJdbcConnectionException("no connection in time"),
        new CannotCreateTransactionException("no connection in time"),
        new DataAccessResourceFailureException("broken"),
        new CannotAcquireLockException("in time"),
        new SQLException("refused", "08001"),
        new SQLException("disk full", "53100"),
        new SQLException("shut down", "57P01"),
        new SQLException("a standby", "25006"),
        new IllegalStateException(new RuntimeException(new SQLException("broken", "08006"))));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void a_database_that_is_away_makes_the_service_unavailable_for_a_while(Exception outage) {
    var problem = Problems.of(outage).orElseThrow();
    assertThat(problem.code()).isEqualTo(ProblemCode.SERVICE_UNAVAILABLE);
    assertThat(problem.headers()).containsEntry("Retry-After", "2");
    assertThat(problem.detail()).doesNotContain(String.valueOf(outage.getMessage()));
  }

  static Stream<Exception> faults() {
    return Stream.of(
        new SQLException("syntax", "42601"),
        new SQLException("no state"),
        new SQLException("odd state", "5"),
        new DuplicateKeyException("twice"),
        new IllegalStateException("house"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void anything_else_is_a_fault_of_ours_and_says_nothing(Exception fault) {
    var problem = Problems.of(fault).orElseThrow();
    assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL_ERROR);
    assertThat(problem.detail()).doesNotContain(String.valueOf(fault.getMessage()));
    assertThat(problem.headers()).isEmpty();
  }

  @Test
  void nobody_is_told_when_the_client_is_gone() {
    assertThat(Problems.of(new ClientAbortException())).isEmpty();
  }

  @Test
  void a_problem_is_found_below_what_wraps_it() {
    var refused = ProblemException.of(ProblemCode.TASK_DELETED);
    assertThat(Problems.of(new RuntimeException(new IllegalStateException(refused)))).containsSame(refused);
  }

  @ParameterizedTest
  @CsvSource({"400, 400", "401, 401", "403, 403", "404, 404", "405, 405", "406, 406", "413, 413", "414, 400",
      "415, 415", "418, 400", "429, 429", "431, 400", "500, 500", "501, 400", "502, 500", "503, 503",
      "505, 400"})
  void any_status_has_a_problem(int sent, int answered) {
    assertThat(Problems.ofStatus(sent).status()).isEqualTo(answered);
  }

  @Test
  void a_problem_has_no_stack_trace_and_keeps_what_it_is_given() {
    var refused = ProblemException.of(ProblemCode.TOO_MANY_REQUESTS, "Too fast")
        .with(ProblemError.header("X", ErrorCode.MALFORMED_VALUE, "odd"))
        .withHeader("X", "y")
        .with(ProblemError.pointer("/a", ErrorCode.REQUIRED));
    assertThat(refused.getStackTrace()).isEmpty();
    assertThat(refused.headers()).containsEntry("X", "y");
    assertThat(refused.errors()).hasSize(2);
    assertThat(refused.detail()).isEqualTo("Too fast");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "60000, 60"})
  void retry_after_is_rounded_up(long millis, String seconds) {
    assertThat(ProblemException.unavailable(Duration.ofMillis(millis)).headers())
        .containsEntry("Retry-After", seconds);
  }

  @Test
  void codes_are_lower_snake_case_and_told_apart() {
    var codes = Stream.concat(
        Arrays.stream(ProblemCode.values()).map(ProblemCode::code),
        Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).toList();
    assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("[a-z]+(_[a-z0-9]+)*"));
    assertThat(Arrays.stream(ProblemCode.values())).allSatisfy(code -> {
      assertThat(ProblemCode.of(code.code())).contains(code);
      assertThat(code.status()).isBetween(400, 503);
    });
  }

  @Test
  void a_problem_has_all_members_and_an_error_one_place() {
    var json = WebJson.mapper().writeValueAsString(Problem.of(ProblemCode.TASK_DELETED, "gone", List.of(
        ProblemError.pointer("/a", ErrorCode.REQUIRED, "x"),
        ProblemError.parameter("b", ErrorCode.REQUIRED, "x"),
        ProblemError.header("c", ErrorCode.REQUIRED, "x"),
        ProblemError.resource("/ids/3", "id", ProblemCode.TASK_NOT_FOUND)), "r"));
    assertThat(json).isEqualTo("""
        {"type":"/problems/task_deleted","title":"The task is deleted","status":409,"detail":"gone",\
        "code":"task_deleted","request_id":"r","errors":[\
        {"pointer":"/a","code":"required","detail":"x"},\
        {"parameter":"b","code":"required","detail":"x"},\
        {"header":"c","code":"required","detail":"x"},\
        {"pointer":"/ids/3","id":"id","code":"task_not_found","detail":"There is no such task"}]}""");
  }
}
