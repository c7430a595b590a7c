package dev.sluice.gateway.edge;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of this machine, as text: nothing is looked up, since a look-up is what an attacker owns.
 */
public final class Loopback {

  private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private Loopback() {}

  /** {@code localhost}, {@code 127.x.y.z} or {@code ::1}, with or without brackets. */
  public static boolean isName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || IPV4.matcher(name).matches();
  }

  /** The value of a {@code Host} header. */
  static boolean isHostHeader(@Nullable String host) {
    return host != null && isName(PORT.matcher(host.strip()).replaceFirst(""));
  }

  /** The value of an {@code Origin} header. */
  static boolean isOrigin(String origin) {
    try {
      String host = new URI(origin).getHost();
      return host != null && isName(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
