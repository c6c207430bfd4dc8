package tasklog.chaos.relay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tasklog.chaos.server.Database;
import tasklog.command.relay.StandaloneRelay;
import tasklog.command.relay.StreamSettings;
import tasklog.command.store.EventLog;

/** One relay, with the settings of a service, until it is killed; its state is in a file. */
final class RelayMain {

  private static final int CONNECTIONS = 5;

  private RelayMain() {}

  /** {@code url bootstrap partitions replicas insync file} */
  public static void main(String[] args) throws Exception {
    var database = new Database(args[0]);
    var stream = new StreamSettings(1, Integer.parseInt(args[2]), Short.parseShort(args[3]),
        Integer.parseInt(args[4]));
    var file = Path.of(args[5]);
    try (var pool = database.pool(CONNECTIONS);
        var log = new EventLog(pool, database.direct());
        var relay = StandaloneRelay.start(log, pool, Map.of("bootstrap.servers", args[1]), stream,
            Map.of())) {
      var told = "";
      while (true) {
        if (!told.equals(relay.state())) {
          told = relay.state();
          Files.move(Files.writeString(file.resolveSibling("state.new"), told), file,
              StandardCopyOption.ATOMIC_MOVE);
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }
}
