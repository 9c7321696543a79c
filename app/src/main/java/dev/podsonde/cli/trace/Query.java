package dev.podsonde.cli.trace;

import dev.podsonde.packet.IpAddress;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A question that was asked from inside the pod, and what came of it there.
 *
 * @param message as it was sent
 * @param server whom it was sent to
 * @param clientPort the port of the socket; 0 when none was opened
 * @param reply null when none came
 * @param afterNanos when the reply came, or the wait was over, counted from when the exchange began
 * @param error such as a refusal by ICMP; empty when there was none
 */
public record Query(
    Message message,
    String server,
    int port,
    boolean isTcp,
    int clientPort,
    @Nullable Message reply,
    long afterNanos,
    String error) {
  /** {@return a message that asks for {@code name}, with a dot at its end} */
  static Message message(String name, int type) throws IOException {
    try {
      return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    } catch (TextParseException malformed) {
      throw new IOException(name + ": not a domain name: " + malformed.getMessage());
    }
  }

  /** Adds the option that says how long a reply by UDP may be (RFC 6891). */
  static void allow(Message message, int udpPayloadSize) {
    message.addRecord(new OPTRecord(udpPayloadSize, 0, 0), Section.ADDITIONAL);
  }

  /** {@return the name asked for, with a dot at its end} */
  public String name() {
    return message.getQuestion().getName().toString();
  }

  /** {@return the type asked for} */
  public String type() {
    return Type.string(message.getQuestion().getType());
  }

  /** {@return the ID of the message} */
  public int id() {
    return message.getHeader().getID();
  }

  /** {@return the RCODE as text; {@code TC} for a cut answer; empty without reply} */
  public String status() {
    if (reply == null) {
      return "";
    }
    if (isTruncated()) {
      return "TC";
    }
    boolean isNoData = reply.getRcode() == Rcode.NOERROR && records().isEmpty();
    return isNoData ? "NODATA" : Rcode.string(reply.getRcode());
  }

  /** {@return whether the reply says that it was cut} */
  public boolean isTruncated() {
    return reply != null && reply.getHeader().getFlag(Flags.TC);
  }

  /** {@return whether the reply has what was asked for} */
  public boolean isPositive() {
    return reply != null && !isTruncated() && !answers().isEmpty();
  }

  /** {@return whether a server said no for good: no such name, or none of this type} */
  public boolean isNegative() {
    return reply != null
        && !isTruncated()
        && !isPositive()
        && (reply.getRcode() == Rcode.NXDOMAIN || reply.getRcode() == Rcode.NOERROR);
  }

  /** {@return the records of the answer section} */
  List<Record> records() {
    return reply == null ? List.of() : reply.getSection(Section.ANSWER);
  }

  /** {@return the data of the answers of the type asked for} */
  public List<String> answers() {
    int type = message.getQuestion().getType();
    return records().stream()
        .filter(record -> record.getType() == type || type == Type.ANY)
        .map(Query::data)
        .toList();
  }

  private static String data(Record record) {
    return record instanceof AAAARecord address
        ? IpAddress.of(address.getAddress()).toString()
        : record.rdataToString();
  }

  /** {@return the names of a chain of aliases, the last is the one that has answers} */
  public List<String> aliases() {
    return records().stream()
        .filter(record -> record.getType() == Type.CNAME)
        .map(Record::rdataToString)
        .toList();
  }

  /** {@return whether the server speaks for the name's zone} */
  public boolean isAuthoritative() {
    return reply != null && reply.getHeader().getFlag(Flags.AA);
  }
}
