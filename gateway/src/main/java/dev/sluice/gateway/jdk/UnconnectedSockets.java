package dev.sluice.gateway.jdk;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets that whoever asks for them connects, and that are not had in another way. */
public abstract class UnconnectedSockets extends SocketFactory {

  @Override
  public abstract Socket createSocket();

  @Override
  public final Socket createSocket(String host, int port) {
    throw connectsAtOnce();
  }

  @Override
  public final Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw connectsAtOnce();
  }

  @Override
  public final Socket createSocket(InetAddress host, int port) {
    throw connectsAtOnce();
  }

  @Override
  public final Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw connectsAtOnce();
  }

  protected static UnsupportedOperationException connectsAtOnce() {
    return new UnsupportedOperationException("These sockets are connected by who asked for them");
  }
}
