package dev.podsonde.cluster;

import dev.podsonde.node.NodeMessage;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of messages sent to a server from inside a pod.
 *
 * @param address the socket's own address, as the pod sees it; empty when none was opened
 * @param port the socket's own port
 * @param sent how many messages were sent, repetitions too
 * @param tookNanos how long it all took
 * @param replies by the message's place in the list
 * @param error what went wrong, such as a refusal by ICMP; empty when nothing did but silence
 */
public record Exchanged(
    String address, int port, int sent, long tookNanos, Map<Integer, Reply> replies, String error) {
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

  static Exchanged of(NodeMessage event) {
    Map<Integer, Reply> replies = new TreeMap<>();
    for (String each : event.text("replies").split(",", -1)) {
      String[] parts = each.split(":", 3);
      if (parts.length == 3) {
        replies.put(Integer.parseInt(parts[0]), new Reply(Long.parseLong(parts[1]), parts[2]));
      }
    }
    return new Exchanged(
        event.text("address"),
        (int) event.number("port"),
        (int) event.number("sent"),
        event.number("took"),
        replies,
        event.text("error"));
  }
}
