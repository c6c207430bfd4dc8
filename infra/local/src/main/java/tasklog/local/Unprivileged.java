package tasklog.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. Where we are root it runs in a user namespace, in which it is nobody and its
 * files stay root's; where a container forbids namespaces it runs as user 65534 (nobody), who owns its data and may
 * pass through root's folders to reach it.
 */
enum Unprivileged {
  AS_WE_ARE(""), NAMESPACE("unshare -U"), NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups"
      + " --inh-caps=+dac_override --ambient-caps=+dac_override --securebits=+no_setuid_fixup");

  private static final long NOBODY_ID = 65534;

  private final String prefix;

  Unprivileged(String prefix) {
    this.prefix = prefix;
  }

  static Unprivileged here() {
    if (new UnixSystem().getUid() != 0) return AS_WE_ARE;
    return Stream.of(NAMESPACE, NOBODY).filter(Unprivileged::works).findFirst()
        .orElseThrow(
            () -> new StartFailure("PostgreSQL does not run as root, and neither unshare nor setpriv works"
                + " here: start as another user"));
  }

  boolean works() {
    return Commands.succeeds(command(List.of("true")));
  }

  List<String> command(List<String> command) {
    return Stream.concat(Stream.of(prefix.split(" ")).filter(word -> !word.isEmpty()), command.stream())
        .toList();
  }

  /** Data can have been made in another way than it is used now, for example outside of a container. */
  void own(Path folder) {
    if (this == AS_WE_ARE) return;
    long wanted = this == NOBODY ? NOBODY_ID : 0;
    try {
      long owner = ((Integer) Files.getAttribute(folder, "unix:uid")).longValue();
      if (owner != wanted) Commands.run(List.of("chown", "-R", wanted + ":" + wanted, folder.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
