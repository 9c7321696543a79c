package dev.podsonde.dns.lookup;

import java.util.Arrays;

/**
 * A QNAME in lower case, shared by all lookups of it while the table of names holds it.
 *
 * <p>Compare with {@link #isSameAs}, not by identity: a name that was forgotten and came back is
 * another instance.
 */
public final class QueryName {
  private static final int LABEL_LENGTH_MAX = 63;

  private final byte[] wire;
  private final long hash;
  private long queries;
  private long queriesOverestimated;

  /** Takes {@code wire}, length octets and the root included, for itself. */
  QueryName(byte[] wire, long hash) {
    this.wire = wire;
    this.hash = hash;
  }

  long hash() {
    return hash;
  }

  byte[] wire() {
    return wire;
  }

  void count() {
    queries++;
  }

  /** Takes over the count of a name that was forgotten, as the space-saving sketch does. */
  void inherit(long forgottenQueries) {
    queries = forgottenQueries;
    queriesOverestimated = forgottenQueries;
  }

  /** {@return queries of this name, copies left out; at most this many} */
  public long queries() {
    return queries;
  }

  /** {@return by how much {@link #queries} may be too high; 0 when no name was forgotten} */
  public long queriesOverestimated() {
    return queriesOverestimated;
  }

  /** {@return whether both are the same name} */
  public boolean isSameAs(QueryName other) {
    return this == other || (hash == other.hash && Arrays.equals(wire, other.wire));
  }

  boolean isWire(long wireHash, byte[] memory, int length) {
    return hash == wireHash && Arrays.equals(wire, 0, wire.length, memory, 0, length);
  }

  /** {@return how many labels it has, the root not counted} */
  public int labelCount() {
    int count = 0;
    for (int label = 0; wire[label] != 0; label += wire[label] + 1) {
      count++;
    }
    return count;
  }

  /** {@return how many of its labels are {@code label}, in lower-case ASCII} */
  public int countOf(String label) {
    int count = 0;
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      count += wire[at] == label.length() && isText(at + 1, label) ? 1 : 0;
    }
    return count;
  }

  private boolean isText(int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (wire[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@return the bytes of leading labels that both have in common} */
  int commonLabelsLength(QueryName other) {
    int label = 0;
    while (wire[label] != 0) {
      int next = label + wire[label] + 1;
      if (next > other.wire.length || !Arrays.equals(wire, label, next, other.wire, label, next)) {
        break;
      }
      label = next;
    }
    return label;
  }

  /**
   * {@return whether the labels of {@code shorter} from {@code at} on end the labels of this name
   * from {@code at} on, and are fewer}
   */
  boolean restEndsWith(QueryName shorter, int at) {
    int restLength = shorter.wire.length - at;
    int label = at;
    while (label < wire.length && wire.length - label > restLength) {
      label += wire[label] + 1;
    }
    return label > at
        && wire.length - label == restLength
        && Arrays.equals(wire, label, wire.length, shorter.wire, at, shorter.wire.length);
  }

  /** {@return whether the last labels of both differ} */
  boolean hasOtherTopLabel(QueryName other) {
    int mine = topLabel();
    int theirs = other.topLabel();
    return !Arrays.equals(wire, mine, wire.length, other.wire, theirs, other.wire.length);
  }

  private int topLabel() {
    int top = 0;
    for (int label = 0; wire[label] != 0; label += wire[label] + 1) {
      top = label;
    }
    return top;
  }

  /** {@return its text from {@code at} on, where a label starts, without the last dot} */
  String text(int at) {
    return text(wire, at, wire.length - 1);
  }

  /** {@return the text of the labels before {@code end}} */
  String textBefore(int end) {
    return text(wire, 0, end);
  }

  private static String text(byte[] wire, int from, int to) {
    var text = new StringBuilder();
    for (int label = from; label < to; label += wire[label] + 1) {
      text.append(text.isEmpty() ? "" : ".");
      for (int i = label + 1; i <= label + Math.min(wire[label], LABEL_LENGTH_MAX); i++) {
        appendCharacter(text, wire[i] & 0xff);
      }
    }
    return text.toString();
  }

  /** As in a zone file (RFC 1035 §5.1), so that no byte can confuse a terminal. */
  private static void appendCharacter(StringBuilder text, int character) {
    if (character == '.' || character == '\\') {
      text.append('\\').append((char) character);
    } else if (character <= ' ' || character >= 0x7f) {
      text.append('\\');
      text.append(character / 100).append(character / 10 % 10).append(character % 10);
    } else {
      text.append((char) character);
    }
  }

  /** {@return the name with a dot at its end; unprintable bytes as {@code \DDD}} */
  @Override
  public String toString() {
    return text(0) + ".";
  }
}
