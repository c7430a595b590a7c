package dev.sluice.gateway.reload;

import dev.sluice.gateway.config.Loaded;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A configuration as it was read, and what stood in its files before and after: nothing that
 * anybody could name, where they changed meanwhile.
 */
public record Reading(Supplier<Loaded> loader, Loaded loaded, String contents) {

  private static final String CHANGED_MEANWHILE = "";

  public static Reading first(Path file, Supplier<Loaded> loader) {
    return of(Set.of(file.toAbsolutePath()), loader);
  }

  private static Reading of(Set<Path> files, Supplier<Loaded> loader) {
    String before = Watched.contents(files);
    Loaded loaded = loader.get();
    if (!loaded.files().equals(files)) {
      // Which files there are is known only once they were read.
      before = Watched.contents(loaded.files());
      loaded = loader.get();
    }
    String after = Watched.contents(loaded.files());
    return new Reading(loader, loaded, after.equals(before) ? after : CHANGED_MEANWHILE);
  }

  Reading again() {
    return of(files(), loader);
  }

  Set<Path> files() {
    return loaded.files();
  }

  boolean isOfOneState() {
    return !contents.equals(CHANGED_MEANWHILE);
  }
}
