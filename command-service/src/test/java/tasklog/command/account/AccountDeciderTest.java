package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_INACTIVE;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_UNKNOWN;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tasklog.command.account.AccountCommand.DeactivateAccount;
import tasklog.command.account.AccountCommand.EditAccount;
import tasklog.command.account.AccountCommand.ReactivateAccount;
import tasklog.command.account.AccountCommand.RegisterAccount;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Past;
import tasklog.command.bus.Refused;
import tasklog.events.AccountEvent;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;

class AccountDeciderTest {

  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00.123456Z");
  private static final OwnerId ACCOUNT = new OwnerId(UUID.randomUUID());
  private static final OwnerId ADMINISTRATOR = new OwnerId(UUID.randomUUID());
  private static final AccountRegistered REGISTERED = new AccountRegistered(ACCOUNT, ACCOUNT);
  private static final AccountDeactivated DEACTIVATED = new AccountDeactivated(ACCOUNT, ACCOUNT);
  private static final AccountReactivated REACTIVATED = new AccountReactivated(ACCOUNT, ACCOUNT);
  private static final AccountRegistered ADMINISTRATOR_REGISTERED = new AccountRegistered(ADMINISTRATOR,
      ADMINISTRATOR);

  private final RegisterAccount register = new RegisterAccount(ACCOUNT, NOW);
  private final EditAccount edit = new EditAccount(ACCOUNT, NOW);
  private final DeactivateAccount deactivate = new DeactivateAccount(ACCOUNT, NOW);
  private final ReactivateAccount reactivate = new ReactivateAccount(ACCOUNT, ADMINISTRATOR, NOW);

  @Test
  void an_account_is_registered_once() {
    assertThat(given().when(register)).containsExactly(REGISTERED);
    assertThat(given(REGISTERED).when(register)).isEmpty();
    assertThat(given(REGISTERED, DEACTIVATED).when(register)).isEmpty();
  }

  @Test
  void an_account_is_deactivated_once() {
    given().refuses(deactivate, ACCOUNT_UNKNOWN);
    assertThat(given(REGISTERED).when(deactivate)).containsExactly(DEACTIVATED);
    assertThat(given(REGISTERED, DEACTIVATED).when(deactivate)).isEmpty();
    assertThat(given(REGISTERED, DEACTIVATED, REACTIVATED).when(deactivate)).containsExactly(DEACTIVATED);
  }

  @Test
  void an_account_is_reactivated_once_by_an_administrator_who_is_active() {
    given(ADMINISTRATOR_REGISTERED).refuses(reactivate, ACCOUNT_NOT_FOUND);
    assertThat(given(REGISTERED, ADMINISTRATOR_REGISTERED).when(reactivate)).isEmpty();
    assertThat(given(REGISTERED, DEACTIVATED, ADMINISTRATOR_REGISTERED).when(reactivate))
        .containsExactly(REACTIVATED);
    assertThat(given(REGISTERED, DEACTIVATED, ADMINISTRATOR_REGISTERED, REACTIVATED).when(reactivate))
        .isEmpty();
    given(REGISTERED, DEACTIVATED).refuses(reactivate, ACCOUNT_UNKNOWN);
    given(REGISTERED, DEACTIVATED, ADMINISTRATOR_REGISTERED,
        new AccountDeactivated(ADMINISTRATOR, ADMINISTRATOR)).refuses(reactivate, ACCOUNT_INACTIVE);
  }

  @Test
  void nobody_reactivates_their_own_account() {
    given(REGISTERED, DEACTIVATED).refuses(new ReactivateAccount(ACCOUNT, ACCOUNT, NOW), ACCOUNT_INACTIVE);
  }

  @Test
  void only_an_active_account_is_edited_and_nothing_of_it_is_in_the_log() {
    given().refuses(edit, ACCOUNT_UNKNOWN);
    given(REGISTERED, DEACTIVATED).refuses(edit, ACCOUNT_INACTIVE);
    assertThat(given(REGISTERED).when(edit)).isEmpty();
    assertThat(given(REGISTERED, DEACTIVATED, REACTIVATED).when(edit)).isEmpty();
  }

  @Test
  void a_change_is_dated_after_the_one_before_whatever_the_clock_says() {
    var row = new AccountRows.Row(ACCOUNT, "a@b", "A", NOW, NOW);
    var registered = new Account(row, new AccountState(Standing.ACTIVE, Instant.MIN, 1));
    assertThat(registered.updatedAt()).isEqualTo(NOW);
    assertThat(registered.nextChange(NOW.plusSeconds(1))).isEqualTo(NOW.plusSeconds(1));
    assertThat(registered.nextChange(NOW.minusSeconds(1))).isEqualTo(NOW.plusNanos(1_000));
    var deactivated = new Account(row, new AccountState(Standing.INACTIVE, NOW.plusSeconds(9), 2));
    assertThat(deactivated.updatedAt()).isEqualTo(NOW.plusSeconds(9));
    assertThat(deactivated.nextChange(NOW)).isEqualTo(NOW.plusSeconds(9).plusNanos(1_000));
  }

  private static Given given(AccountEvent... events) {
    return new Given(List.of(events));
  }

  private record Given(List<AccountEvent> events) {

    List<TasklogEvent> when(AccountCommand command) {
      var decider = new AccountDecider();
      var happened = IntStream.range(0, events.size()).mapToObj(i -> new Happened(events.get(i), i + 1, NOW))
          .toList();
      return decider.decide(Past.scope(decider, command, happened), command);
    }

    void refuses(AccountCommand command, Refused.Reason reason) {
      assertThatExceptionOfType(Refused.class).isThrownBy(() -> when(command))
          .extracting(Refused::reason).isEqualTo(reason);
    }
  }
}
