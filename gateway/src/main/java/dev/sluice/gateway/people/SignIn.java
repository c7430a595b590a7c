package dev.sluice.gateway.people;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How people sign in at the console.
 *
 * @param publicUrl where they reach it, without a path; not known where it is not configured
 * @param idle after so long without a request a session is over
 * @param age after so long it is over in any case
 * @param openId by whom else than by keys; with it there is a public URL
 */
public record SignIn(
    @Nullable URI publicUrl, Duration idle, Duration age, @Nullable OpenIdSettings openId) {

  public static final SignIn DEFAULT =
      new SignIn(null, Duration.ofHours(12), Duration.ofDays(7), null);

  /** Whether browsers are to keep cookies for encrypted connections alone. */
  public boolean isEncrypted() {
    return publicUrl != null && "https".equals(publicUrl.getScheme());
  }
}
