package dev.sluice.sandbox.provider;

import dev.sluice.sandbox.store.Store;

/** One of the three services: its name, which names its file and its resources, and its calls. */
public interface Provider {

  String name();

  void routes(Routes routes, Store store);
}
