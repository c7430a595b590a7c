package dev.sluice.gateway.task;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Follows what runs ask people. */
public interface TaskWatch {

  TaskWatch NONE = (connection, task, remind) -> {};

  /**
   * How the task stands now, in the transaction that keeps it so.
   *
   * @param remind when those who are asked now are to be reminded
   */
  void put(Connection connection, Task task, List<Instant> remind) throws SQLException;

  /** That transaction is on disk. Must not block. */
  default void kept() {}
}
