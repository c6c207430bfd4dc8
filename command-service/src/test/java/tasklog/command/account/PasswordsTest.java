package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;
import tasklog.web.ProblemException;

class PasswordsTest {

  /** Counts what it is asked, and works only while it is allowed to. */
  private static final class CountingEncoder implements PasswordEncoder {

    final AtomicInteger matched = new AtomicInteger();
    final AtomicInteger working = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final Semaphore allowed = new Semaphore(Integer.MAX_VALUE);

    @Override
    public String encode(@Nullable CharSequence password) {
      most.accumulateAndGet(working.incrementAndGet(), Math::max);
      allowed.acquireUninterruptibly();
      working.decrementAndGet();
      return "hash of " + password;
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
      matched.incrementAndGet();
      return encode(password).equals(hash);
    }
  }

  private final CountingEncoder encoder = new CountingEncoder();
  private final Passwords passwords = new Passwords(encoder, 1, Duration.ofMillis(500));

  @Test
  void a_password_is_as_much_work_without_a_hash_and_never_right_then() {
    assertThat(passwords.matches("secret", "hash of secret")).isTrue();
    assertThat(encoder.matched).hasValue(1);
    assertThat(passwords.matches("nobody", null)).isFalse();
    assertThat(encoder.matched).hasValue(2);
    var long73 = "x".repeat(73);
    assertThat(passwords.matches(long73, "hash of " + long73)).isFalse();
    assertThat(encoder.matched).hasValue(3);
  }

  @Test
  void the_encoder_is_the_current_default_of_spring_security() {
    var real = Passwords.ofHalfTheCores();
    var hash = real.hash("correct horse");
    assertThat(hash).startsWith("{bcrypt}$2a$10$");
    assertThat(real.matches("correct horse", hash)).isTrue();
    assertThat(real.matches("correct horsf", hash)).isFalse();
    assertThat(real.hash("correct horse")).isNotEqualTo(hash);
  }

  @Test
  void no_more_cores_work_than_are_allowed() throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var started = IntStream.range(0, 20).mapToObj(i -> callers.submit(() -> passwords.hash("p" + i)))
          .toList();
      for (var one : List.copyOf(started)) {
        assertThat(one.get()).startsWith("hash of p");
      }
    }
    assertThat(encoder.most).hasValue(1);
  }

  @Test
  void who_waits_too_long_is_asked_to_come_again() throws Exception {
    encoder.allowed.drainPermits();
    var begun = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = callers.submit(() -> {
        begun.countDown();
        return passwords.hash("first");
      });
      begun.await();
      while (encoder.working.get() == 0) {
        Thread.onSpinWait();
      }
      var second = callers.submit(() -> passwords.hash("second"));
      assertThatThrownBy(second::get).isInstanceOf(ExecutionException.class)
          .cause().isInstanceOfSatisfying(ProblemException.class,
              refused -> assertThat(refused.headers()).containsEntry("Retry-After", "5"));
      encoder.allowed.release();
      assertThat(first.get()).isEqualTo("hash of first");
    }
  }
}
