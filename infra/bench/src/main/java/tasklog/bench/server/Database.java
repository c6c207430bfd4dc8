package tasklog.bench.server;

import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database of the server.
 *
 * @param parameters of its URL, beginning with a question mark; or empty
 */
public record Database(String host, int port, String name, String parameters, String user, String password) {

  /** @param url as JDBC takes it, with user and password as its parameters where they are needed */
  public static Database at(String url) {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    var user = source.getUser();
    var password = source.getPassword();
    return new Database(source.getServerNames()[0], source.getPortNumbers()[0],
        source.getDatabaseName() == null ? "postgres" : source.getDatabaseName(),
        url.indexOf('?') < 0 ? "" : url.substring(url.indexOf('?')),
        user == null ? "postgres" : user, password == null ? "" : password);
  }

  public Database sibling(String other) {
    return new Database(host, port, other, parameters, user, password);
  }

  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name + parameters;
  }

  /** Opens a new connection each time it is asked. */
  public PGSimpleDataSource dataSource() {
    var source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  public void execute(String sql) {
    try (var connection = dataSource().getConnection(); var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public String value(String sql) {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
