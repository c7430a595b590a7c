package dev.sluice.gateway.message;

import dev.sluice.gateway.jdk.UnconnectedSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets, one at a time, which another thread can close: whoever waits on it, for an answer or a
 * handshake, then fails at once.
 */
final class CutSockets extends UnconnectedSockets {

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
  public Socket createSocket() {
    Socket socket = new Socket();
    keep(socket);
    return socket;
  }

  /** What lies under an encrypted socket is what is closed: that waits for nobody. */
  private synchronized void keep(Socket socket) {
    if (isCut) {
      close(socket);
    }
    last = socket;
  }

  /** Encrypts connections, and keeps them so that they can be cut. */
  SSLSocketFactory encryptedBy(SSLSocketFactory tls) {
    return new Encrypted(tls);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A connection to the mail server could not be closed", e);
    }
  }

  private final class Encrypted extends SSLSocketFactory {

    private final SSLSocketFactory tls;

    Encrypted(SSLSocketFactory tls) {
      this.tls = tls;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
        throws IOException {
      keep(plain);
      return tls.createSocket(plain, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return tls.getSupportedCipherSuites();
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
  }
}
