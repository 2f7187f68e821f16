package io.cometmq.peer;

import io.cometmq.peer.api.PeerAdminWalk;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.tools.admin.MQAdminExt;
import org.apache.rocketmq.tools.admin.common.AdminToolResult;
import org.jspecify.annotations.Nullable;

/** Not thread-safe; one walk at a time. Loaded with the newest version only. */
public final class OfficialAdminWalk implements PeerAdminWalk {
  private static final Pattern CODE = Pattern.compile("CODE: (\\d+)");

  /** Called by {@code PeerLoader}. */
  public OfficialAdminWalk() {}

  @Override
  public List<Outcome> walk(String namesrv, String broker) {
    return OfficialCalls.call(
        () -> {
          try (WalkScene scene = new WalkScene(namesrv, broker)) {
            Map<String, Object[]> arguments = new WalkArguments(scene).bySignature();
            List<Outcome> outcomes = new ArrayList<>();
            for (Method method : methods()) {
              outcomes.add(call(scene.admin(), method, arguments.get(signature(method))));
            }
            return outcomes;
          }
        });
  }

  /** Starting and stopping frame the others; both happened to {@link WalkScene} or will. */
  private static List<Method> methods() {
    return Stream.of(MQAdminExt.class.getMethods())
        .sorted(Comparator.comparing(OfficialAdminWalk::signature))
        .toList();
  }

  static String signature(Method method) {
    return method.getName()
        + Stream.of(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static Outcome call(MQAdminExt admin, Method method, Object @Nullable [] arguments)
      throws Exception {
    String signature = signature(method);
    if (arguments == null) {
      throw new IllegalStateException(
          "WalkArguments has nothing for " + signature + ": is it a new method?");
    }
    if (signature.equals("start()") || signature.equals("shutdown()")) {
      return new Outcome(signature, WORKS, "");
    }
    try {
      return outcome(signature, method.invoke(admin, arguments));
    } catch (InvocationTargetException e) {
      return refusal(signature, e.getTargetException());
    }
  }

  private static Outcome outcome(String signature, @Nullable Object result) {
    if (Boolean.FALSE.equals(result)) {
      return new Outcome(signature, FAILED, "it answers false");
    }
    if (result instanceof AdminToolResult<?> tool && !tool.isSuccess()) {
      return new Outcome(signature, FAILED, String.valueOf(tool.getErrorMsg()));
    }
    return new Outcome(signature, WORKS, "");
  }

  private static Outcome refusal(String signature, Throwable failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof MQBrokerException e) {
        return new Outcome(signature, e.getResponseCode(), plain(e.getErrorMessage()));
      }
      if (cause instanceof MQClientException e && e.getResponseCode() > 0) {
        return new Outcome(signature, e.getResponseCode(), plain(e.getErrorMessage()));
      }
      Matcher code = CODE.matcher(String.valueOf(cause.getMessage()));
      if (code.find()) {
        return new Outcome(
            signature, Integer.parseInt(code.group(1)), plain(String.valueOf(cause.getMessage())));
      }
      cause = cause.getCause();
    }
    return new Outcome(signature, FAILED, failure.toString());
  }

  /** Without what the client adds to the server's text. */
  private static String plain(@Nullable String text) {
    String plain = String.valueOf(text);
    int start = plain.indexOf("DESC: ");
    int end = plain.indexOf(" BROKER: ");
    plain = plain.substring(start < 0 ? 0 : start + 6, end < 0 ? plain.length() : end);
    int more = plain.indexOf("\nFor more information");
    return more < 0 ? plain : plain.substring(0, more);
  }
}
