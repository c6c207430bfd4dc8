package tasklog.database.start;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate for one host, signed by itself, with its key: both in the form that PostgreSQL reads. */
record Certificates(Path certificate, Path key) {

  private static final String PASSWORD = "changeit";

  static Certificates of(Path folder, String host) throws Exception {
    var store = folder.resolve(host + ".p12");
    var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD,
        "-alias", host,
        "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + host, "-ext", "san=dns:" + host,
        "-validity",
        "2").redirectErrorStream(true).start();
    var said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    assertThat(keytool.waitFor()).describedAs(said).isZero();
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var certificate = write(folder.resolve(host + ".crt"), "CERTIFICATE",
        keys.getCertificate(host).getEncoded());
    var key = write(folder.resolve(host + ".key"), "PRIVATE KEY",
        keys.getKey(host, PASSWORD.toCharArray()).getEncoded());
    return new Certificates(certificate, key);
  }

  private static Path write(Path file, String what, byte[] content) throws Exception {
    var text = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content);
    Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
