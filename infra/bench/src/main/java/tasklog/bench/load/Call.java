package tasklog.bench.load;

/** What a caller does again and again; it returns when it is answered. */
@FunctionalInterface
public interface Call {

  void run() throws Exception;
}
