package dev.sluice.gateway.message;

import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Task;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One message, about the task as it stands when it is sent. Its text form has no link.
 *
 * @param person to whom; missing for whoever reads there
 * @param link where to answer: of a person it is by itself enough to answer as that one
 */
record Letter(MessageKey key, Task task, @Nullable Person person, URI link) {

  boolean isReminder() {
    return key.reminder() > 0;
  }

  @Override
  public String toString() {
    return "Letter[" + key + "]";
  }
}
