package tasklog.web.security;

import java.util.Optional;
import tasklog.events.OwnerId;

/** Which account stands for a subject of another issuer. Own tokens name theirs and never come here. */
@FunctionalInterface
public interface OwnerResolver {

  /**
   * @param writing whether the caller is about to write; who has no account then gets one, where accounts are made
   * @return empty when the caller has no account
   */
  Optional<OwnerId> resolve(Caller caller, boolean writing);
}
