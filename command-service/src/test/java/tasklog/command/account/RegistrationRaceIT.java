package tasklog.command.account;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.OwnerId;

/** Registrations that get in each other's way, or end in the middle, on the real log and the real table. */
class RegistrationRaceIT extends AccountService {

  private static final int CALLERS = 8;

  @Autowired
  AccountRows rows;

  @Autowired
  AccountLog log;

  private <T> List<T> atOnce(IntFunction<Callable<T>> work) throws Exception {
    var barrier = new CyclicBarrier(CALLERS);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var started = IntStream.range(0, CALLERS).mapToObj(i -> callers.submit(() -> {
        barrier.await();
        return work.apply(i).call();
      })).toList();
      var answers = new ArrayList<T>();
      for (var one : started) {
        answers.add(one.get());
      }
      return answers;
    }
  }

  /** Exactly one is told that it has the account, and its password, and no other, opens it. */
  private void oneWins(String email) throws Exception {
    var answers = atOnce(i -> () -> Map.entry("password-" + i, register(email, "password-" + i))).stream()
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(answers.values()).extracting(Answer::status).containsOnly(201, 409);
    assertThat(answers.values()).filteredOn(answer -> answer.status() == 201).hasSize(1);
    answers.forEach((password, answer) -> assertThat(logIn(email, password).status())
        .isEqualTo(answer.status() == 201 ? 200 : 401));
    var id = rows.findByEmail(email).orElseThrow().id().toString();
    assertThat(registrations(id)).isEqualTo(1);
  }

  @RepeatedTest(3)
  void one_of_many_registrations_of_a_new_address_wins() throws Exception {
    oneWins(newEmail());
  }

  @RepeatedTest(3)
  void one_of_many_registrations_of_an_inert_row_wins() throws Exception {
    var email = newEmail();
    rows.reserve(new OwnerId(UUID.randomUUID()), email, Instant.now());
    oneWins(email);
  }

  @RepeatedTest(3)
  void one_of_many_registrations_wins_also_when_another_died_after_its_event() throws Exception {
    var email = newEmail();
    var id = new OwnerId(UUID.randomUUID());
    rows.reserve(id, email, Instant.now());
    log.register(id);
    oneWins(email);
  }

  @Test
  void who_is_slow_after_the_event_does_not_take_the_account_from_who_was_told_so() {
    var email = newEmail();
    var id = new OwnerId(UUID.randomUUID());
    var now = Instant.now();
    rows.reserve(id, email, now);
    log.register(id);
    assertThat(register(email, PASSWORD).status()).isEqualTo(201);
    assertThat(rows.complete(id, email, "Slow", "{noop}slow-password", now)).isFalse();
    assertThat(logIn(email, PASSWORD).status()).isEqualTo(200);
    assertThat(logIn(email, "slow-password").status()).isEqualTo(401);
  }

  @Test
  void a_registration_that_died_after_its_event_leaves_the_address_free() {
    var email = newEmail();
    var id = new OwnerId(UUID.randomUUID());
    rows.reserve(id, email, Instant.now());
    log.register(id);
    assertThat(logIn(email, PASSWORD).status()).isEqualTo(401);
    var registered = register(email, PASSWORD);
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.text("id")).isEqualTo(id.toString());
    assertThat(registered.header("Consistency-Token")).isNotNull().doesNotEndWith("-0");
    assertThat(registrations(id.toString())).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_registration_that_stops_at_any_step_can_be_made_again(Step step) {
    var email = newEmail();
    step.broken(jdbc, () -> {
      assertThat(register(email, "first password").status()).isGreaterThanOrEqualTo(500);
      assertThat(logIn(email, "first password").status()).isEqualTo(401);
    });
    var registered = register(email, PASSWORD);
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.text("updated_at")).isEqualTo(registered.text("created_at"));
    assertThat(logIn(email, "first password").status()).isEqualTo(401);
    assertThat(me(tokenOf(email)).json()).isEqualTo(registered.json());
    assertThat(registrations(registered.text("id"))).isEqualTo(1);
    assertThat(register(email, PASSWORD).status()).isEqualTo(409);
  }

  @ParameterizedTest
  @EnumSource
  void a_subject_whose_first_write_stops_at_any_step_can_make_it_again(Step step) {
    var token = OTHER_ISSUER.token(Map.of("sub", "writer-" + UUID.randomUUID()));
    step.broken(jdbc, () -> {
      assertThat(send(HttpMethod.POST, "/v1/tasks", token, Map.of("title", "t")).status())
          .isGreaterThanOrEqualTo(500);
      assertThat(me(token).status()).isEqualTo(404);
    });
    var task = send(HttpMethod.POST, "/v1/tasks", token, Map.of("title", "t"));
    assertThat(task.status()).isEqualTo(201);
    var me = me(token);
    assertThat(me.text("id")).isEqualTo(task.text("owner"));
    assertThat(me.text("updated_at")).isEqualTo(me.text("created_at"));
    assertThat(registrations(me.text("id"))).isEqualTo(1);
  }

  /** What is done one after the other; each may be where a process dies, here by a database that refuses it. */
  enum Step {
    THE_ROW("INSERT ON account", "true"),
    THE_EVENT("INSERT ON event", "NEW.type = 'tasklog.AccountRegistered'"),
    THE_COMPLETION("UPDATE ON account", "true");

    private final String statement;
    private final String when;

    Step(String statement, String when) {
      this.statement = statement;
      this.when = when;
    }

    void broken(JdbcClient jdbc, Runnable meanwhile) {
      jdbc.sql("""
          CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql
              AS $$ BEGIN RAISE EXCEPTION 'stopped by a test'; END $$""").update();
      jdbc.sql("CREATE TRIGGER stop BEFORE " + statement + " FOR EACH ROW WHEN (" + when
          + ") EXECUTE FUNCTION stop()").update();
      try {
        meanwhile.run();
      } finally {
        jdbc.sql("DROP FUNCTION stop CASCADE").update();
      }
    }
  }

  @Test
  void the_first_writes_of_a_subject_of_another_issuer_make_one_account() throws Exception {
    var token = OTHER_ISSUER.token(Map.of("sub", "writer-" + UUID.randomUUID()));
    assertThat(me(token).status()).isEqualTo(404);
    var answers = atOnce(i -> () -> send(HttpMethod.POST, "/v1/tasks", token, Map.of("title", "task " + i)));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
    var me = me(token);
    assertThat(me.status()).isEqualTo(200);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.text("owner")).isEqualTo(me.text("id")));
    assertThat(registrations(me.text("id"))).isEqualTo(1);
    assertThat(me.json().get("email").isNull()).isTrue();
    assertThat(me.json().get("display_name").isNull()).isTrue();
    assertThat(me.json().get("active").booleanValue()).isTrue();
  }

  @Test
  void a_subject_whose_first_write_died_in_the_middle_keeps_its_account() {
    var subject = "writer-" + UUID.randomUUID();
    var id = new OwnerId(UUID.randomUUID());
    rows.reserveSubject(id, "https://issuer.example", subject, Instant.now());
    var token = OTHER_ISSUER.token(Map.of("sub", subject));
    assertThat(me(token).status()).isEqualTo(404);
    assertThat(send(HttpMethod.POST, "/v1/tasks", token, Map.of("title", "t")).text("owner"))
        .isEqualTo(id.toString());
    assertThat(registrations(id.toString())).isEqualTo(1);
  }
}
