package dev.sluice.gateway.message;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plain sockets, one at a time, which another thread can close: whoever waits on it, for an answer
 * or a handshake, then fails at once.
 */
final class CutSockets extends SocketFactory {

  private static final Logger log = LoggerFactory.getLogger(CutSockets.class);

  private @Nullable Socket last;
  private boolean isCut;

  /** From now on a cut counts. */
  synchronized void begin() {
    isCut = false;
  }

  synchronized boolean isCut() {
    return isCut;
  }

  synchronized void cut() {
    isCut = true;
    Socket socket = last;
    if (socket != null) {
      close(socket);
    }
  }

  @Override
  public synchronized Socket createSocket() {
    Socket socket = new Socket();
    if (isCut) {
      close(socket);
    }
    last = socket;
    return socket;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A connection to the mail server could not be closed", e);
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw connectsAtOnce();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw connectsAtOnce();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw connectsAtOnce();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw connectsAtOnce();
  }

  private static UnsupportedOperationException connectsAtOnce() {
    return new UnsupportedOperationException("These sockets are connected by who asked for them");
  }
}
