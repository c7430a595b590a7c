package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** What goes over a plain socket. */
final class Raw {

  private Raw() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A reset says no more than an end does. */
  static byte[] readable(InputStream in) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      in.transferTo(read);
    } catch (SocketTimeoutException still) {
      throw new AssertionError("The connection is still open", still);
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return read.toByteArray();
  }

  static String readUpTo(String end, InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    for (int next = in.read(); next >= 0 && read.indexOf(end) < 0; next = in.read()) {
      read.append((char) next);
    }
    return read.toString();
  }
}
