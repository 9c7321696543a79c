package dev.podsonde.cli.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Assertions in the XML that CI systems read as test results. */
public final class JunitReport {
  private JunitReport() {}

  /**
   * One assertion.
   *
   * @param name what was demanded
   * @param failure what was found instead; empty when it holds
   */
  public record Assertion(String name, String failure) {
    /** {@return whether it holds} */
    public boolean holds() {
      return failure.isEmpty();
    }
  }

  /**
   * Writes them as one suite.
   *
   * @param seconds how long the capture is that all of them are about; each by itself takes no time
   */
  public static void write(
      String suite, double seconds, List<Assertion> assertions, OutputStream out)
      throws IOException {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", suite);
      xml.writeAttribute("tests", Integer.toString(assertions.size()));
      long failures = assertions.stream().filter(assertion -> !assertion.holds()).count();
      xml.writeAttribute("failures", Long.toString(failures));
      xml.writeAttribute("time", "%.3f".formatted(seconds));
      for (Assertion assertion : assertions) {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "podsonde.dns");
        xml.writeAttribute("name", assertion.name());
        xml.writeAttribute("time", "0.000");
        if (!assertion.holds()) {
          xml.writeStartElement("failure");
          xml.writeAttribute("message", assertion.failure());
          xml.writeEndElement();
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException failed) {
      throw new IOException(failed.getMessage(), failed);
    }
  }
}
