package dev.sluice.sandbox;

import java.nio.file.Path;

/** A sandbox in a process of its own, to be killed. Prints its three addresses, one a line. */
final class SandboxProcess {

  private SandboxProcess() {}

  public static void main(String[] args) {
    Sandbox sandbox = Sandbox.start(SandboxConfig.in(Path.of(args[0])));
    System.out.println(sandbox.inventoryUrl());
    System.out.println(sandbox.paymentUrl());
    System.out.println(sandbox.shippingUrl());
  }
}
