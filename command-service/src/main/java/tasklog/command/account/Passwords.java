package tasklog.command.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import tasklog.web.ProblemException;

/**
 * Password hashes. Each one is dear on purpose (bcrypt, some 60 ms of a core), so only half of the cores may be busy
 * with them at a time, and writes keep the rest. Thread-safe.
 */
final class Passwords {

  static final int MIN_BYTES = 8;
  /** What bcrypt takes: it would not look at any byte behind. */
  static final int MAX_BYTES = 72;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final PasswordEncoder encoder;
  private final Semaphore cores;
  private final Duration patience;
  /** A hash like any other, of a password that nobody has. */
  private final String nobodys;

  Passwords(PasswordEncoder encoder, int cores, Duration patience) {
    this.encoder = encoder;
    this.cores = new Semaphore(cores, true);
    this.patience = patience;
    this.nobodys = encode("nobody");
  }

  static Passwords ofHalfTheCores() {
    return new Passwords(PasswordEncoderFactories.createDelegatingPasswordEncoder(),
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2), PATIENCE);
  }

  static int bytes(String password) {
    return password.getBytes(UTF_8).length;
  }

  /** @throws ProblemException {@code service_unavailable} when others keep the cores busy */
  String hash(String password) {
    return bounded(() -> encode(password));
  }

  /**
   * Whether the password is the one that was hashed; takes as long when there is no hash, and is false then.
   *
   * @throws ProblemException {@code service_unavailable} when others keep the cores busy
   */
  boolean matches(String password, @Nullable String hash) {
    var possible = hash != null && bytes(password) <= MAX_BYTES;
    var matches = bounded(() -> encoder.matches(password, possible ? hash : nobodys));
    return matches && possible;
  }

  private String encode(String password) {
    var hash = encoder.encode(password);
    if (hash == null) {
      throw new IllegalStateException("A password that is there has a hash");
    }
    return hash;
  }

  private <T> T bounded(Supplier<T> work) {
    try {
      if (!cores.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ProblemException.unavailable(RETRY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable(RETRY);
    }
    try {
      return work.get();
    } finally {
      cores.release();
    }
  }
}
