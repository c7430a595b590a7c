package dev.sluice.gateway.people;

import java.util.Optional;

/** Who has signed in, by the token that only that browser has. */
public interface OpenSessions {

  /** Nobody ever. */
  OpenSessions NONE =
      new OpenSessions() {
        @Override
        public Optional<Session> find(String token) {
          return Optional.empty();
        }

        @Override
        public Optional<Session> use(String token) {
          return Optional.empty();
        }
      };

  /** A look, which is no use of it. Empty: there is no such session, or no more. */
  Optional<Session> find(String token);

  /** The same by a request of its person's, from which on it is idle anew. */
  Optional<Session> use(String token);
}
