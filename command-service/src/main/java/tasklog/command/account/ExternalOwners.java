package tasklog.command.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.web.security.Caller;
import tasklog.web.security.OwnerResolver;

/**
 * Gives each subject of another issuer one account, on its first write. It goes in the steps of {@link Registration};
 * there is no password to disagree on, so whoever completes the row does it for all. What was found never changes, and
 * is remembered.
 */
final class ExternalOwners implements OwnerResolver {

  private static final int MAX_REMEMBERED = 10_000;

  private record Key(String issuer, String subject) {}

  private final AccountRows rows;
  private final AccountLog log;
  private final RequestCommands commands;
  private final Cache<Key, OwnerId> known = Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  ExternalOwners(AccountRows rows, AccountLog log, RequestCommands commands) {
    this.rows = rows;
    this.log = log;
    this.commands = commands;
  }

  @Override
  public Optional<OwnerId> resolve(Caller caller, boolean writing) {
    var key = new Key(caller.issuer(), caller.subject());
    var owner = Optional.ofNullable(known.getIfPresent(key))
        .or(() -> registered(key))
        .or(() -> writing ? Optional.of(mint(key)) : Optional.empty());
    owner.ifPresent(id -> known.put(key, id));
    return owner;
  }

  private Optional<OwnerId> registered(Key key) {
    return rows.findSubject(key.issuer(), key.subject())
        .filter(AccountRows.Subject::registered)
        .map(AccountRows.Subject::id);
  }

  private OwnerId mint(Key key) {
    var id = reserved(key);
    log.register(id);
    rows.completeSubject(id, commands.now());
    return id;
  }

  private OwnerId reserved(Key key) {
    var found = rows.findSubject(key.issuer(), key.subject());
    if (found.isPresent()) {
      return found.get().id();
    }
    try {
      var id = new OwnerId(UuidCreator.getTimeOrderedEpoch());
      rows.reserveSubject(id, key.issuer(), key.subject(), commands.now());
      return id;
    } catch (DuplicateKeyException _) {
      return rows.findSubject(key.issuer(), key.subject()).orElseThrow().id();
    }
  }
}
