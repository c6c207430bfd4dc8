package tasklog.events;

import java.util.UUID;

/**
 * Who did it, as CloudEvents' auth context extension names it.
 *
 * @param type {@code user}, {@code service_account}, {@code system} or {@code unknown}
 * @param id   never an e-mail address or a name
 */
public record Actor(String type, String id) {

  public static Actor user(UUID account) {
    return new Actor("user", account.toString());
  }
}
