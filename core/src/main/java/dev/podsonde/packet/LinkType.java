package dev.podsonde.packet;

/**
 * What the first byte of a packet starts: a LINKTYPE_ number as capture files hold it.
 *
 * @param value the number in the registry of link-layer header types
 */
public record LinkType(int value) {
  public static final LinkType NULL = new LinkType(0);
  public static final LinkType ETHERNET = new LinkType(1);
  public static final LinkType RAW = new LinkType(101);
  public static final LinkType LOOP = new LinkType(108);
  public static final LinkType LINUX_SLL = new LinkType(113);
  public static final LinkType IPV4 = new LinkType(228);
  public static final LinkType IPV6 = new LinkType(229);
  public static final LinkType LINUX_SLL2 = new LinkType(276);

  /** Throws when {@code value} does not fit the 16 bits that a file has for it. */
  public LinkType {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("link type out of range: " + value);
    }
  }

  /**
   * As a record has it, but not made by the virtual machine when a capture's first packet comes.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof LinkType(int number) && number == value;
  }

  @Override
  public int hashCode() {
    return value;
  }
}
