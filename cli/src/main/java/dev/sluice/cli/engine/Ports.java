package dev.sluice.cli.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports on loopback. A port found free may be taken a moment later by somebody else: the start that
 * uses it then fails with a clear message.
 */
final class Ports {

  private Ports() {}

  static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }

  /** The wished-for port, or any free one when it is taken. */
  static int freeOr(int wished) {
    try (var socket = new ServerSocket()) {
      // Without this a port in TIME_WAIT, which a server may bind again, would count as taken.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wished));
      return wished;
    } catch (IOException taken) {
      return free();
    }
  }
}
