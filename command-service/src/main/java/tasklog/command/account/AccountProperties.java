package tasklog.command.account;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of accounts and tokens.
 *
 * @param keysDir       the folder of the keys that sign tokens
 * @param administrator e-mail address of the first administrator; empty for none
 * @param tokenLife     until a token expires
 */
@ConfigurationProperties("tasklog.account")
record AccountProperties(
    @DefaultValue("keys") Path keysDir,
    @DefaultValue("") String administrator,
    @DefaultValue("1h") Duration tokenLife,
    @DefaultValue Limits limits) {

  /**
   * How often may be tried, in each instance.
   *
   * @param registrationsPerAddress by the address of the client
   * @param logInsPerAddress        by the address of the client
   * @param failuresPerEmail        by the e-mail address that was given, whether it is known or not
   */
  record Limits(
      @DefaultValue Registrations registrationsPerAddress,
      @DefaultValue LogIns logInsPerAddress,
      @DefaultValue Failures failuresPerEmail) {}

  record Registrations(@DefaultValue("200") int attempts, @DefaultValue("1h") Duration period) {
    Attempts.Limit limit() {
      return new Attempts.Limit(attempts, period);
    }
  }

  record LogIns(@DefaultValue("300") int attempts, @DefaultValue("5m") Duration period) {
    Attempts.Limit limit() {
      return new Attempts.Limit(attempts, period);
    }
  }

  record Failures(@DefaultValue("20") int attempts, @DefaultValue("5m") Duration period) {
    Attempts.Limit limit() {
      return new Attempts.Limit(attempts, period);
    }
  }
}
