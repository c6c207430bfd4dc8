package tasklog.events;

/** What can have happened to an account. Never an e-mail address, a name or a password. */
public sealed interface AccountEvent extends TasklogEvent {

  OwnerId accountId();

  record AccountRegistered(OwnerId owner, OwnerId accountId) implements AccountEvent {}

  record AccountDeactivated(OwnerId owner, OwnerId accountId) implements AccountEvent {}

  record AccountReactivated(OwnerId owner, OwnerId accountId) implements AccountEvent {}
}
