package dev.podsonde.cluster;

import dev.podsonde.node.NodeMessage;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of messages sent to a server from inside a pod.
 *
 * @param port the socket's own port; 0 when none was opened
 * @param tookNanos how long it all took
 * @param replies by the message's place in the list
 * @param error what went wrong, such as a refusal by ICMP; empty when nothing did but silence
 */
public record Exchanged(int port, long tookNanos, Map<Integer, Reply> replies, String error) {
  /**
   * The first reply to a message.
   *
   * @param afterNanos since the exchange began
   * @param base64 the message, as Base64url
   */
  public record Reply(long afterNanos, String base64) {
    /** {@return the message} */
    public byte[] message() {
      return Base64.getUrlDecoder().decode(base64);
    }
  }

  /**
   * {@return what came of it}
   *
   * @throws ClusterException when it could not even be tried: nothing is known of the way then
   */
  static Exchanged of(NodeMessage event) throws ClusterException {
    if (!event.has("took")) {
      throw new ClusterException("no query could be sent: " + event.text("error"), 0);
    }
    Map<Integer, Reply> replies = new TreeMap<>();
    for (String each : event.text("replies").split(",", -1)) {
      String[] parts = each.split(":", 3);
      if (parts.length == 3) {
        replies.put(Integer.parseInt(parts[0]), new Reply(Long.parseLong(parts[1]), parts[2]));
      }
    }
    return new Exchanged(
        (int) event.number("port"), event.number("took"), replies, event.text("error"));
  }
}
