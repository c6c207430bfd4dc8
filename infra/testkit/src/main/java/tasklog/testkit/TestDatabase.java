package tasklog.testkit;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that nobody else uses; its zone is neither UTC nor that of the test JVM, so that a forgotten one shows. */
public record TestDatabase(String host, int port, String name, String username, String password) {

  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  /** Opens a new connection each time it is asked. */
  public DataSource dataSource() {
    var source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser(username);
    source.setPassword(password);
    return source;
  }

  TestDatabase sibling(String database) {
    return new TestDatabase(host, port, database, username, password);
  }
}
