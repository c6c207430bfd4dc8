package tasklog.command.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.text.Normalizer;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;
import tasklog.web.ProblemException;

/** Who may try to register or to log in again, and when. What succeeds is not held against an e-mail address. */
final class AttemptLimits {

  private static final int IPV6_NETWORK_BYTES = 8;

  private final Attempts registrations;
  private final Attempts logIns;
  private final Attempts failures;

  AttemptLimits(AccountProperties.Limits limits, Clock clock) {
    registrations = new Attempts(limits.registrationsPerAddress().limit(), clock);
    logIns = new Attempts(limits.logInsPerAddress().limit(), clock);
    failures = new Attempts(limits.failuresPerEmail().limit(), clock);
  }

  /** @throws ProblemException {@code too_many_requests} */
  void registration(String remoteAddress) {
    registrations.take(network(remoteAddress));
  }

  /** @throws ProblemException {@code too_many_requests}, or what the log-in throws */
  <T> T logIn(String remoteAddress, String email, Supplier<T> logIn) {
    var key = folded(email);
    logIns.take(network(remoteAddress));
    failures.take(key);
    var answer = logIn.get();
    failures.giveBack(key);
    return answer;
  }

  /** Whoever has one IPv6 address has 2^64 of them. */
  static String network(String address) {
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address six
          ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), IPV6_NETWORK_BYTES))
          : address;
    } catch (IllegalArgumentException _) {
      return address;
    }
  }

  /** Near enough to how the table folds it: no spelling of one address gets a limit of its own. */
  static String folded(String email) {
    return Normalizer.normalize(email, Normalizer.Form.NFC).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
