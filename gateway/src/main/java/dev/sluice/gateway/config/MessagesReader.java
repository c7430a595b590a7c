package dev.sluice.gateway.config;

import dev.sluice.gateway.message.Messages;
import dev.sluice.gateway.message.Messages.Login;
import dev.sluice.gateway.message.Messages.Mail;
import dev.sluice.gateway.message.Messages.Security;
import dev.sluice.gateway.message.Messages.Slack;
import dev.sluice.gateway.message.Messages.Webhook;
import dev.sluice.gateway.message.Templates;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code messages:}. What is a secret, a Slack URL too, stands there by reference only. */
final class MessagesReader {

  private static final List<String> SECURITIES = List.of("starttls", "tls", "none");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,255}");
  private static final Pattern FROM =
      Pattern.compile("(?:[^<>\\p{Cntrl}]{0,100}<)?[^\\s<>@]{1,64}@[^\\s<>@]{1,255}>?");
  private static final String WHSEC = "whsec_";
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;
  private static final int SMTP = 25;
  private static final int LAST_PORT = 65_535;

  private final Path file;
  private final SecretReader secrets;
  private final Consumer<Path> reads;

  /**
   * @param reads told of the folder of templates, where there is one
   */
  MessagesReader(Path file, SecretReader secrets, Consumer<Path> reads) {
    this.file = file;
    this.secrets = secrets;
    this.reads = reads;
  }

  /**
   * @param isReachable whether it is known where people reach the gateway
   */
  Messages read(Section section, boolean isReachable) {
    Mail mail = section.optional("mail").flatMap(Value::section).flatMap(this::mail).orElse(null);
    Slack slack =
        section.optional("slack").flatMap(Value::section).flatMap(this::slack).orElse(null);
    Webhook webhook =
        section.optional("webhook").flatMap(Value::section).flatMap(this::webhook).orElse(null);
    var links = section.optional("links").flatMap(Value::duration).orElse(Messages.LINKS);
    Locale locale =
        section.optional("locale").flatMap(MembersReader::locale).orElse(Locale.ENGLISH);
    Templates templates =
        section.optional("templates").flatMap(this::templates).orElse(Templates.BUILT_IN);
    section.close();
    if (!isReachable) {
      section.warn(
          "links in messages lead to this machine",
          "set access.publicUrl to where people reach it");
    }
    return new Messages(mail, slack, webhook, links, locale, templates);
  }

  private Optional<Mail> mail(Section section) {
    Optional<String> host =
        section
            .required("host")
            .flatMap(
                value ->
                    value
                        .text()
                        .flatMap(
                            text ->
                                HOST.matcher(text).matches()
                                    ? Optional.of(text)
                                    : value.refuse("'" + text + "' is no host", null)));
    Optional<Value> securityAt = section.optional("security");
    Security security =
        securityAt
            .flatMap(value -> value.oneOf(SECURITIES))
            .map(Security::valueOf)
            .orElse(Security.starttls);
    int port =
        section
            .optional("port")
            .flatMap(value -> value.number(1, LAST_PORT))
            .orElse(usualPort(security));
    Login login = login(section, security);
    Optional<String> from =
        section
            .required("from")
            .flatMap(
                value ->
                    value
                        .text()
                        .flatMap(
                            text ->
                                FROM.matcher(text).matches()
                                    ? Optional.of(text)
                                    : value.refuse(
                                        "'" + text + "' is no sender",
                                        "as in Sluice <sluice@example.com>")));
    section.close();
    return host.isPresent() && from.isPresent()
        ? Optional.of(new Mail(host.get(), port, security, login, from.get()))
        : Optional.empty();
  }

  private static int usualPort(Security security) {
    return switch (security) {
      case starttls -> SUBMISSION;
      case tls -> SUBMISSIONS;
      case none -> SMTP;
    };
  }

  private @Nullable Login login(Section section, Security security) {
    Optional<String> user = section.optional("user").flatMap(Value::name);
    Optional<Value> passwordAt = section.optional("password");
    Optional<byte[]> password = passwordAt.flatMap(secrets::read);
    if (section.has("user") != section.has("password")) {
      section.refuse("user and password belong together", null);
    }
    if (security == Security.none) {
      passwordAt.ifPresent(at -> at.warn("the password travels unencrypted", "security: starttls"));
    }
    return user.isPresent() && password.isPresent()
        ? new Login(user.get(), new String(password.get(), StandardCharsets.UTF_8))
        : null;
  }

  private Optional<Slack> slack(Section section) {
    Optional<Value> at = section.required("url");
    Optional<URI> url =
        at.flatMap(secrets::read)
            .flatMap(secret -> url(at.orElseThrow(), new String(secret, StandardCharsets.UTF_8)));
    section.close();
    return url.map(Slack::new);
  }

  private Optional<Webhook> webhook(Section section) {
    Optional<Value> at = section.required("url");
    Optional<URI> url = at.flatMap(value -> value.text().flatMap(text -> url(value, text)));
    url.filter(found -> "http".equals(found.getScheme()))
        .ifPresent(
            found ->
                at.orElseThrow()
                    .warn("what is asked travels unencrypted to this address", "use https"));
    Optional<Value> secretAt = section.required("secret");
    Optional<byte[]> secret =
        secretAt.flatMap(secrets::read).flatMap(bytes -> signing(secretAt.orElseThrow(), bytes));
    section.close();
    return url.isPresent() && secret.isPresent()
        ? Optional.of(new Webhook(url.get(), secret.get()))
        : Optional.empty();
  }

  /** Quotes nothing: it may be a secret. */
  private static Optional<URI> url(Value at, String text) {
    try {
      URI url = new URI(text.strip());
      boolean isHttp = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (isHttp && url.getHost() != null && url.getRawUserInfo() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // Refused below, like what is a URI and not this kind.
    }
    return at.refuse("is no address to post to", "as in https://hooks.example.com/sluice");
  }

  private static Optional<byte[]> signing(Value at, byte[] secret) {
    String text = new String(secret, StandardCharsets.UTF_8).strip();
    try {
      return Optional.of(
          Base64.getDecoder()
              .decode(text.startsWith(WHSEC) ? text.substring(WHSEC.length()) : text));
    } catch (IllegalArgumentException e) {
      return at.refuse("the secret is not whsec_ and Base64", "whsec_$(openssl rand -base64 32)");
    }
  }

  private Optional<Templates> templates(Value at) {
    Optional<Path> folder =
        at.text().map(text -> file.toAbsolutePath().resolveSibling(text).normalize());
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    reads.accept(folder.get());
    if (!Files.isDirectory(folder.get())) {
      return at.refuse("there is no folder '" + at.text().orElse("") + "' beside the file", null);
    }
    return Optional.of(
        Templates.read(
            folder.get(),
            (template, why) -> at.refuse(folder.get().relativize(template) + ": " + why, null)));
  }
}
