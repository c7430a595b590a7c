package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.codec.CannotDecrypt;
import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.gateway.edge.Problem.FieldError;
import dev.sluice.gateway.event.StrictJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /codec}: Temporal's protocol of remote codecs, by which its UI and its CLI show encrypted
 * payloads and send some. The namespace that they tell is not asked for: keys are those of all.
 */
public final class CodecApi implements Edge.Api {

  static final String PATH = "/codec/";

  @Override
  public void routes(RoutesConfig routes) {
    routes.post(PATH + "decode", this::decode, Role.read);
    routes.post(PATH + "encode", this::encode, Role.operate);
  }

  private void decode(Context ctx) {
    EncryptedPayloads codec = Door.rules(ctx).payloads();
    List<Payload> decoded = new ArrayList<>();
    for (Payload payload : payloads(ctx)) {
      decoded.addAll(decoded(codec, payload, decoded.size()));
    }
    answer(ctx, decoded);
  }

  private void encode(Context ctx) {
    answer(ctx, Door.rules(ctx).payloads().encode(payloads(ctx)));
  }

  private static List<Payload> payloads(Context ctx) {
    return PayloadsJson.read(StrictJson.value(Body.read(ctx)));
  }

  private static List<Payload> decoded(EncryptedPayloads codec, Payload payload, int index) {
    try {
      return codec.decode(List.of(payload));
    } catch (CannotDecrypt e) {
      String detail = String.valueOf(e.getMessage());
      Problem problem =
          e.isKeyUnknown()
              ? Problem.of(422, "no-such-encryption-key", "No such key", detail)
              : Problem.of(422, "not-decryptable", "Does not decrypt", detail);
      throw problem.withErrors(List.of(FieldError.at("/payloads/" + index, detail)));
    }
  }

  private static void answer(Context ctx, List<Payload> payloads) {
    ObjectNode answer = PayloadsJson.write(payloads);
    ctx.header("Cache-Control", "no-store");
    Json.answer(ctx, 200, answer);
  }
}
