package dev.sluice.sandbox.store;

import java.sql.SQLException;

/** The file could not be read or written; whether a write took effect is not known. */
public final class StoreFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreFailure(String what, SQLException cause) {
    super(what, cause);
  }
}
