package tasklog.command.account;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.command.bus.Decider;
import tasklog.command.web.Idempotency;
import tasklog.command.web.RequestCommands;
import tasklog.web.security.OwnerResolver;
import tasklog.web.security.SecurityProperties;

/** Puts the accounts together; their rules know no Spring. */
@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

  @Bean
  Decider<?, ?> accountDecider() {
    return new AccountDecider();
  }

  @Bean
  AccountRows accountRows(JdbcClient jdbc, AccountProperties properties) {
    return new AccountRows(jdbc, properties.administrator());
  }

  @Bean
  AccountLog accountLog(RequestCommands commands) {
    return new AccountLog(commands);
  }

  @Bean
  Passwords passwords() {
    return Passwords.ofHalfTheCores();
  }

  @Bean
  Registration registration(AccountRows rows, AccountLog log, Passwords passwords, RequestCommands commands,
      Idempotency idempotency) {
    return new Registration(rows, log, passwords, commands, idempotency);
  }

  @Bean
  AccountChanges accountChanges(AccountRows rows, AccountLog log, Passwords passwords, AttemptLimits limits,
      RequestCommands commands) {
    return new AccountChanges(rows, log, passwords, limits, commands);
  }

  @Bean
  OwnerResolver externalOwners(AccountRows rows, AccountLog log, RequestCommands commands) {
    return new ExternalOwners(rows, log, commands);
  }

  @Bean
  AttemptLimits attemptLimits(AccountProperties properties, Clock clock) {
    return new AttemptLimits(properties.limits(), clock);
  }

  @Bean
  SigningKeys signingKeys(AccountProperties properties) {
    return SigningKeys.in(properties.keysDir());
  }

  @Bean
  JWKSource<SecurityContext> ownKeys(SigningKeys keys) {
    return keys.source();
  }

  @Bean
  LogIn logIn(
      AccountRows rows,
      Passwords passwords,
      SigningKeys keys,
      SecurityProperties security,
      AccountProperties properties,
      Clock clock) {
    return new LogIn(rows, passwords, new TokenSigner(keys, security, properties.tokenLife(), clock));
  }
}
