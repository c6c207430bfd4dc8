package tasklog.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. A port that is free now can be taken a moment later. */
public final class Ports {

  /** Below the ports that systems hand out to outgoing connections, which would take one away at any moment. */
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;

  private Ports() {}

  public static int free() {
    return ThreadLocalRandom.current().ints(LOWEST, HIGHEST).filter(Ports::isFree).findFirst().orElseThrow();
  }

  static void requireFree(int port) {
    if (!isFree(port)) throw new StartFailure("Port " + port + " is taken");
  }

  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
