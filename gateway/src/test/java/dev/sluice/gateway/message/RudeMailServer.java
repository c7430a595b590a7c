package dev.sluice.gateway.message;

import dev.sluice.gateway.message.Messages.Security;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server with the manners that a test gives it. */
final class RudeMailServer implements AutoCloseable {

  /** A byte of its greeting every tenth of a second, for ever. */
  volatile boolean drips;

  /** When QUIT comes it resets the connection. */
  volatile boolean slamsTheDoor;

  volatile boolean hasDripped;

  volatile String refused = "nobody";

  /** What AUTH PLAIN says of who may send; empty: whoever comes. */
  volatile String login = "";

  /** What it answers to a command that begins so; after an empty answer it hangs up. */
  volatile Map<String, String> answers = Map.of();

  final List<String> recipients = new CopyOnWriteArrayList<>();
  final List<String> commands = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  private final Security security;
  private final @Nullable SSLContext tls;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  RudeMailServer() {
    this(Security.none, null);
  }

  RudeMailServer(Security security, @Nullable SSLContext tls) {
    this.security = security;
    this.tls = tls;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "rude-mail-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        start(() -> serveOrEnd(socket));
      }
    } catch (IOException e) {
      closed.countDown();
    }
  }

  private void serveOrEnd(Socket socket) {
    try (socket) {
      serve(socket);
    } catch (IOException | InterruptedException e) {
      open.remove(socket); // The other side has hung up, or the test is over.
    }
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    boolean isEncrypted = security == Security.tls;
    Socket talk = isEncrypted ? encrypted(socket) : socket;
    if (drips && security != Security.starttls) {
      drip(talk);
      return;
    }
    say(talk.getOutputStream(), "220 here\r\n");
    if (!isToBeEncrypted(talk, isEncrypted)) {
      return;
    }
    Socket within = encrypted(talk);
    if (drips) {
      drip(within);
    } else {
      isToBeEncrypted(within, true);
    }
  }

  private Socket encrypted(Socket socket) throws IOException {
    SSLSocket encrypted =
        (SSLSocket)
            Objects.requireNonNull(tls)
                .getSocketFactory()
                .createSocket(
                    socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
    encrypted.setUseClientMode(false);
    return encrypted;
  }

  private void drip(Socket socket) throws IOException, InterruptedException {
    say(socket.getOutputStream(), "220-");
    while (!closed.await(100, TimeUnit.MILLISECONDS)) {
      say(socket.getOutputStream(), "x");
      hasDripped = true;
    }
  }

  /** Talks until it ends; true when it is to go on encrypted. */
  private boolean isToBeEncrypted(Socket socket, boolean isEncrypted) throws IOException {
    OutputStream out = socket.getOutputStream();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    boolean isWelcome = (isEncrypted || security == Security.none) && login.isEmpty();
    String to = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      String answer = answer(line);
      if (answer != null && answer.isEmpty()) {
        return false;
      } else if (answer != null) {
        say(out, answer + "\r\n");
      } else if (line.startsWith("EHLO")) {
        String more = security == Security.starttls && !isEncrypted ? "250-STARTTLS\r\n" : "";
        say(out, "250-here\r\n" + more + "250 AUTH PLAIN\r\n");
      } else if (line.equals("STARTTLS")) {
        say(out, "220 go on\r\n");
        return true;
      } else if (line.startsWith("AUTH")) {
        isWelcome = isEncrypted && line.equals("AUTH PLAIN " + login);
        say(out, isWelcome ? "235 welcome\r\n" : "535 5.7.8 not with this password\r\n");
      } else if (line.startsWith("MAIL") && !isWelcome) {
        say(out, "530 not like this\r\n");
      } else if (line.startsWith("RCPT TO:")) {
        to = line.substring("RCPT TO:".length());
        say(out, to.contains(refused) ? "550 not here\r\n" : "250 ok\r\n");
      } else if (line.equals("DATA")) {
        say(out, "354 go on\r\n");
        skipMail(in);
        String taken = answer(".");
        if (taken == null) {
          recipients.add(to);
        }
        say(out, taken == null ? "250 taken\r\n" : taken + "\r\n");
      } else if (line.equals("QUIT")) {
        if (slamsTheDoor) {
          socket.setSoLinger(true, 0);
        } else {
          say(out, "221 bye\r\n");
        }
        return false;
      } else {
        say(out, "250 ok\r\n");
      }
    }
    return false;
  }

  private @Nullable String answer(String command) {
    return answers.entrySet().stream()
        .filter(each -> command.startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static void skipMail(BufferedReader in) throws IOException {
    String data = in.readLine();
    while (data != null && !data.equals(".")) {
      data = in.readLine();
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
