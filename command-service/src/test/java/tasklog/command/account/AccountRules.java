package tasklog.command.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tasklog.command.account.AccountCommand.DeactivateAccount;
import tasklog.command.account.AccountCommand.ReactivateAccount;
import tasklog.command.account.AccountCommand.RegisterAccount;
import tasklog.command.bus.Command;
import tasklog.command.bus.Decider;
import tasklog.events.OwnerId;

/** Accounts for tests of other packages. */
public final class AccountRules {

  private AccountRules() {}

  public static Decider<?, ?> decider() {
    return new AccountDecider();
  }

  public static Command<?> register(OwnerId owner) {
    return new RegisterAccount(owner, now());
  }

  public static Command<?> deactivate(OwnerId owner) {
    return new DeactivateAccount(owner, now());
  }

  public static Command<?> reactivate(OwnerId owner, OwnerId by) {
    return new ReactivateAccount(owner, by, now());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
