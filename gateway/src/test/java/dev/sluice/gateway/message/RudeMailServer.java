package dev.sluice.gateway.message;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server with the manners that a test gives it. */
final class RudeMailServer implements AutoCloseable {

  /** A byte of its greeting every tenth of a second, for ever. */
  volatile boolean drips;

  /** When QUIT comes it resets the connection. */
  volatile boolean slamsTheDoor;

  volatile String refused = "nobody";

  final List<String> recipients = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  RudeMailServer() {
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
    OutputStream out = socket.getOutputStream();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    if (drips) {
      say(out, "220-");
      while (!closed.await(100, TimeUnit.MILLISECONDS)) {
        say(out, "x");
      }
      return;
    }
    say(out, "220 here\r\n");
    String to = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("RCPT TO:")) {
        to = line.substring("RCPT TO:".length());
        say(out, to.contains(refused) ? "550 not here\r\n" : "250 ok\r\n");
      } else if (line.equals("DATA")) {
        say(out, "354 go on\r\n");
        String data = in.readLine();
        while (data != null && !data.equals(".")) {
          data = in.readLine();
        }
        recipients.add(to);
        say(out, "250 taken\r\n");
      } else if (line.equals("QUIT")) {
        if (slamsTheDoor) {
          socket.setSoLinger(true, 0);
        } else {
          say(out, "221 bye\r\n");
        }
        return;
      } else {
        say(out, "250 ok\r\n");
      }
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
