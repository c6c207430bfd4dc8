package tasklog.command.account;

import tasklog.command.bus.Refused;
import tasklog.events.AccountEvent;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;

/** Whether an account may write. Every write rests on it. */
public enum Standing {
  /** Never registered; a row without its event is inert. */
  UNKNOWN, ACTIVE, INACTIVE;

  public Standing evolve(AccountEvent event) {
    return switch (event) {
      case AccountRegistered _,AccountReactivated _ -> ACTIVE;
      case AccountDeactivated _ -> INACTIVE;
    };
  }

  /** @throws Refused unless the account is active */
  public void mayWrite() {
    switch (this) {
      case ACTIVE -> {
      }
      case UNKNOWN -> throw new Refused(Refused.Reason.ACCOUNT_UNKNOWN);
      case INACTIVE -> throw new Refused(Refused.Reason.ACCOUNT_INACTIVE);
    }
  }
}
