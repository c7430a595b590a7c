package dev.sluice.gateway.message;

import dev.sluice.gateway.people.Person;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
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

/**
 * Mails one person, in text and HTML, by the mail server of the configuration. {@code Message-ID}
 * is the same for each try.
 */
final class MailChannel implements Channel {

  private static final String UTF_8 = "UTF-8";
  private static final String PATIENCE_MILLIS = "10000";

  private final Messages.Mail mail;
  private final Messages messages;
  private final Clock clock;

  MailChannel(Messages.Mail mail, Messages messages, Clock clock) {
    this.mail = mail;
    this.messages = messages;
    this.clock = clock;
  }

  @Override
  public Optional<Failure> send(Letter letter) {
    Person person = letter.person();
    String email = person == null ? null : person.email();
    if (person == null || email == null) {
      return Optional.of(new Failure("there is no e-mail address any more", false));
    }
    String protocol = mail.security() == Messages.Security.tls ? "smtps" : "smtp";
    Session session = Session.getInstance(settings(protocol));
    try (Transport transport = session.getTransport(protocol)) {
      InternetAddress to = new InternetAddress(email, person.name(), UTF_8);
      MimeMessage message = message(session, letter, to);
      connect(transport);
      transport.sendMessage(message, message.getAllRecipients());
      return Optional.empty();
    } catch (SendFailedException | AddressException | UnsupportedEncodingException e) {
      return Optional.of(new Failure("the mail was refused: " + e.getMessage(), false));
    } catch (MessagingException e) {
      return Optional.of(
          new Failure("the mail server " + mail.host() + " failed: " + e.getMessage(), true));
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

  private Properties settings(String protocol) {
    Properties settings = new Properties();
    String prefix = "mail." + protocol + ".";
    settings.setProperty(prefix + "host", mail.host());
    settings.setProperty(prefix + "port", Integer.toString(mail.port()));
    settings.setProperty(prefix + "auth", Boolean.toString(mail.login() != null));
    settings.setProperty(prefix + "ssl.checkserveridentity", "true");
    for (String wait : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
      settings.setProperty(prefix + wait, PATIENCE_MILLIS);
    }
    if (mail.security() == Messages.Security.starttls) {
      // Required, not only tried: else whoever is between could have it all in plain text.
      settings.setProperty(prefix + "starttls.enable", "true");
      settings.setProperty(prefix + "starttls.required", "true");
    }
    return settings;
  }

  private MimeMessage message(Session session, Letter letter, InternetAddress to)
      throws MessagingException {
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
