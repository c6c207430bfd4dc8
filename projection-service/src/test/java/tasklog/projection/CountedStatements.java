package tasklog.projection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the statements that are sent. */
public final class CountedStatements extends DelegatingDataSource {

  private final AtomicInteger statements = new AtomicInteger();

  public CountedStatements(DataSource target) {
    super(target);
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(this);
  }

  public int soFar() {
    return statements.get();
  }

  /** How many statements an action takes. */
  public int during(Runnable action) {
    var before = statements.get();
    action.run();
    return statements.get() - before;
  }

  @Override
  public Connection getConnection() throws SQLException {
    var connection = super.getConnection();
    return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
        (_, method, arguments) -> {
          if (method.getName().equals("prepareStatement")) {
            statements.incrementAndGet();
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        });
  }
}
