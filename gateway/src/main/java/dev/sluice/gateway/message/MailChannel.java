package dev.sluice.gateway.message;

import dev.sluice.gateway.people.Person;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails one person, in text and HTML, by the mail server of the configuration. {@code Message-ID}
 * is the same for each try. All that is sent before a rest goes over one connection.
 */
final class MailChannel implements Channel {

  private static final Logger log = LoggerFactory.getLogger(MailChannel.class);
  private static final String UTF_8 = "UTF-8";
  private static final int TOO_BUSY = 421;
  private static final String PATIENCE_MILLIS = "10000";

  private final Messages.Mail mail;
  private final Messages messages;
  private final Clock clock;
  private final CutSockets sockets = new CutSockets();
  private final String protocol;
  private final Session session;
  private @Nullable Transport open;

  MailChannel(Messages.Mail mail, Messages messages, Clock clock) {
    this(mail, messages, clock, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls says which certificates are trusted
   */
  MailChannel(Messages.Mail mail, Messages messages, Clock clock, SSLSocketFactory tls) {
    this.mail = mail;
    this.messages = messages;
    this.clock = clock;
    this.protocol = mail.security() == Messages.Security.tls ? "smtps" : "smtp";
    this.session = Session.getInstance(settings(tls));
  }

  @Override
  public Optional<Failure> send(Letter letter) {
    Person person = letter.person();
    String email = person == null ? null : person.email();
    if (person == null || email == null) {
      return Optional.of(new Failure("there is no e-mail address any more", false));
    }
    MimeMessage message;
    try {
      message = message(letter, new InternetAddress(email, person.name(), UTF_8));
    } catch (MessagingException | UnsupportedEncodingException e) {
      return Optional.of(new Failure("the mail cannot be written: " + e.getMessage(), false));
    }
    sockets.begin();
    try {
      connected().sendMessage(message, message.getAllRecipients());
      return Optional.empty();
    } catch (MessagingException e) {
      disconnect();
      return Optional.of(failure(e));
    }
  }

  private Failure failure(MessagingException e) {
    if (!sockets.isCut() && isAboutTheLetter(e)) {
      return new Failure("the mail was refused: " + words(e), false);
    }
    String why = sockets.isCut() ? "it took too long" : why(e);
    return new Failure("the mail server " + mail.host() + " failed: " + why, true);
  }

  /**
   * Whom it goes to may be refused, and what it says for good. All else would befall others too,
   * also what the library calls a failure to send: a sender that is refused, or a server that is
   * overloaded or hangs up.
   */
  private static boolean isAboutTheLetter(MessagingException failed) {
    Exception next = failed;
    while (next instanceof MessagingException each) {
      if (each instanceof SMTPAddressFailedException whom) {
        return whom.getReturnCode() >= 400 && whom.getReturnCode() != TOO_BUSY;
      }
      if (each instanceof SMTPSendFailedException what) {
        return what.getReturnCode() >= 500 && !what.getCommand().startsWith("MAIL");
      }
      next = each.getNextException();
    }
    return failed instanceof SendFailedException;
  }

  /** What the server said stands behind what the library makes of it. */
  private static String words(MessagingException refused) {
    Exception next = refused.getNextException();
    return String.valueOf((next == null ? refused : next).getMessage()).strip();
  }

  /** The library says what failed, and what lies deepest says why. */
  private static String why(MessagingException failed) {
    String what = String.valueOf(failed.getMessage()).strip();
    Throwable deepest = failed;
    for (Throwable next = failed; next != null; next = next.getCause()) {
      deepest = next;
    }
    String cause = String.valueOf(deepest.getMessage()).strip();
    return what.contains(cause) ? what : what + ": " + cause;
  }

  @Override
  public void cut() {
    sockets.cut();
  }

  @Override
  public void rest() {
    disconnect();
  }

  private Transport connected() throws MessagingException {
    Transport before = open;
    if (before != null && before.isConnected()) {
      return before;
    }
    disconnect();
    Transport transport = session.getTransport(protocol);
    open = transport;
    connect(transport);
    return transport;
  }

  /** What the server has taken is sent, however the connection ends. */
  private void disconnect() {
    Transport transport = open;
    open = null;
    if (transport != null) {
      try {
        transport.close();
      } catch (MessagingException e) {
        log.debug("The connection to {} did not end as it should", mail.host(), e);
      }
    }
  }

  private void connect(Transport transport) throws MessagingException {
    Messages.Login login = mail.login();
    if (login == null) {
      transport.connect();
    } else {
      transport.connect(mail.host(), mail.port(), login.user(), login.password());
    }
  }

  private Properties settings(SSLSocketFactory tls) {
    Properties settings = new Properties();
    String prefix = "mail." + protocol + ".";
    settings.setProperty(prefix + "host", mail.host());
    settings.setProperty(prefix + "port", Integer.toString(mail.port()));
    settings.setProperty(prefix + "auth", Boolean.toString(mail.login() != null));
    settings.setProperty(prefix + "ssl.checkserveridentity", "true");
    for (String wait : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
      settings.setProperty(prefix + wait, PATIENCE_MILLIS);
    }
    settings.put(prefix + "socketFactory", sockets);
    settings.put(prefix + "ssl.socketFactory", sockets.encryptedBy(tls));
    // Else it would try once more with sockets that nobody can close.
    settings.setProperty(prefix + "socketFactory.fallback", "false");
    settings.setProperty(prefix + "quitwait", "false");
    if (mail.security() == Messages.Security.starttls) {
      // Required, not only tried: else whoever is between could have it all in plain text.
      settings.setProperty(prefix + "starttls.enable", "true");
      settings.setProperty(prefix + "starttls.required", "true");
    }
    return settings;
  }

  private MimeMessage message(Letter letter, InternetAddress to) throws MessagingException {
    Templates.Text text = messages.templates().write(letter, messages.locale());
    MimeMessage message = new Identified(session, letter.key().id() + "@sluice");
    message.setFrom(new InternetAddress(mail.from(), true));
    message.setRecipient(RecipientType.TO, to);
    message.setSubject(text.subject(), UTF_8);
    message.setHeader(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    // No robot answers it, and none of ours would read that.
    message.setHeader("Auto-Submitted", "auto-generated");
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(text.plain(), UTF_8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(text.html(), UTF_8, "html");
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(plain);
    both.addBodyPart(html);
    message.setContent(both);
    message.saveChanges();
    return message;
  }

  private static final class Identified extends MimeMessage {

    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
