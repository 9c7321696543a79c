package dev.podsonde.packet;

import java.util.Set;

/**
 * Where packets were seen, as a pcapng Interface Description says it. Two interfaces are told apart
 * by identity, not by equality: a capture may meet the same name twice.
 *
 * @param name {@code if_name}, empty when unknown
 * @param description {@code if_description}, empty when there is none
 * @param linkType what each packet's first byte starts
 * @param snaplen the most bytes kept of a packet; 0 when there was no limit
 * @param filter {@code if_filter} in the pcap-filter language, empty when there was none
 * @param fractionDigits decimal digits of a second that its timestamps hold, 0 to 9
 */
public record CaptureInterface(
    String name,
    String description,
    LinkType linkType,
    int snaplen,
    String filter,
    int fractionDigits) {
  /** What the name of a target that is no pod begins with. */
  private static final Set<String> OTHER_TARGETS = Set.of("node", "container", "netns", "pid");

  /** Throws when {@code snaplen} or {@code fractionDigits} is out of range. */
  public CaptureInterface {
    if (snaplen < 0) {
      throw new IllegalArgumentException("snaplen out of range: " + snaplen);
    }
    if (fractionDigits < 0 || fractionDigits > 9) {
      throw new IllegalArgumentException("fraction digits out of range: " + fractionDigits);
    }
  }

  /** {@return an interface of which only the link type and the snaplen are known, as in pcap} */
  public static CaptureInterface unnamed(LinkType linkType, int snaplen, int fractionDigits) {
    return new CaptureInterface("", "", linkType, snaplen, "", fractionDigits);
  }

  /**
   * {@return what it belongs to: the name up to its last colon, which stands between a target of a
   * capture and its interface; the whole name without one}
   */
  public String target() {
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** {@return whether it is a pod's, going by its name: {@code namespace/pod:interface}} */
  public boolean isOfPod() {
    String target = target();
    int slash = target.indexOf('/');
    return slash > 0
        && target.length() < name.length()
        && target.indexOf('/', slash + 1) < 0
        && !OTHER_TARGETS.contains(target.substring(0, slash));
  }
}
