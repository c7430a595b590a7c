package dev.sluice.gateway.reload;

import dev.sluice.gateway.config.Config;

/**
 * The configuration in force, for those who need no more than a number of it and are there before
 * anything is made of it. Safe for many threads.
 */
public final class Latest {

  private volatile Config file;
  private volatile Runnable taken = () -> {};

  public Latest(Config first) {
    this.file = first;
  }

  public Config get() {
    return file;
  }

  /**
   * @param then after each one that takes another's place; must not block
   */
  public void whenTaken(Runnable then) {
    taken = then;
  }

  void set(Config other) {
    file = other;
    taken.run();
  }
}
