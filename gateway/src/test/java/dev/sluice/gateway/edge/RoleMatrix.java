package dev.sluice.gateway.edge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may do what, written a second time and by hand: a new operation is a line here, so that
 * somebody has thought about who may do it. {@code admin} may do all of it.
 */
final class RoleMatrix {

  static final List<String> ROLES = List.of("publish", "read", "operate", "worker");

  private static final String TABLE =
      """
      POST    /v1/events                        | publish
      GET     /v1/events                        |         read
      GET     /v1/events/{eid}                  |         read
      GET     /v1/stream                        |         read
      GET     /v1/runs                          |         read
      GET     /v1/runs/{workflowId}             |         read
      GET     /v1/runs/{workflowId}/stream      |         read
      POST    /v1/runs/{workflowId}/cancel      |              operate
      POST    /v1/runs/{workflowId}/attempts    |              operate
      GET     /v1/routes                        |         read
      GET     /v1/routes/{name}                 |         read
      POST    /v1/routes/{name}/pause           |              operate
      POST    /v1/routes/{name}/resume          |              operate
      GET     /v1/dead-letters                  |         read
      POST    /v1/dead-letters/redrive          |              operate
      GET     /v1/dead-letters/redrives/{id}    |         read
      GET     /v1/dead-letters/{id}             |         read
      POST    /v1/dead-letters/{id}/redrive     |              operate
      POST    /v1/dead-letters/{id}/discard     |              operate
      GET     /v1/tasks                         |         read
      GET     /v1/tasks/{id}                    |         read
      PUT     /v1/tasks/{id}                    |                      worker
      GET     /v1/tasks/{id}/kept               |                      worker
      POST    /v1/tasks/{id}/decision           | publish read operate worker
      POST    /v1/tasks/{id}/delegate           | publish read operate worker
      POST    /v1/tasks/{id}/take-back          | publish read operate worker
      POST    /v1/tasks/{id}/people             | publish read operate worker
      POST    /v1/tasks/{id}/comments           | publish read operate worker
      POST    /codec/decode                     |         read
      POST    /codec/encode                     |              operate
      GET     /v1/audit                         |              operate
      GET     /v1/refusals                      |              operate
      GET     /v1/messages                      |              operate
      GET     /v1/about                         |         read
      GET     /metrics                          |         read
      POST    /hooks/{source}                   | nobody is asked for a key
      OPTIONS /hooks/{source}                   | nobody is asked for a key
      GET     /health/live                      | nobody is asked for a key
      GET     /health/ready                     | nobody is asked for a key
      GET     /t/{token}                        | nobody is asked for a key
      HEAD    /t/{token}                        | nobody is asked for a key
      POST    /t/{token}                        | nobody is asked for a key
      GET     /console/sign-in                  | nobody is asked for a key
      POST    /console/sign-in                  | nobody is asked for a key
      GET     /console/sign-in/openid           | nobody is asked for a key
      GET     /console/sign-in/return           | nobody is asked for a key
      POST    /console/sign-out                 | nobody is asked for a key
      GET     /openapi.json                     | nobody is asked for a key
      """;

  private RoleMatrix() {}

  /** By {@code "GET /v1/events"}: the roles that may, or none where no key is asked for. */
  static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : TABLE.lines().toList()) {
      String[] columns = line.split("\\|", 2);
      List<String> words = List.of(columns[1].strip().split(" +"));
      rows.put(
          columns[0].strip().replaceAll(" +", " "),
          words.get(0).equals("nobody") ? List.of() : words);
    }
    return rows;
  }
}
