package dev.podsonde.cli.report;

import dev.podsonde.print.PrintOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The report as one HTML file that needs no network: the JSON of {@link JsonReport}, a script that
 * draws it, and uPlot.
 */
public final class HtmlReport {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private HtmlReport() {}

  /** Writes the file. */
  public static void write(DnsReport report, PrintOptions options, OutputStream out)
      throws IOException {
    var json = new ByteArrayOutputStream();
    JsonReport.write(report, options, json);
    // Names in it come from the network: nothing may end the element that holds them.
    String data = json.toString(StandardCharsets.UTF_8).replace("<", "\\u003c");
    String page =
        resource("report.html")
            .replace("/*UPLOT-CSS*/", resource(UPLOT + "uPlot.min.css"))
            .replace("/*STYLE*/", resource("report.css"))
            .replace("/*UPLOT*/", resource(UPLOT + "uPlot.iife.min.js"))
            .replace("/*SCRIPT*/", resource("report.js"))
            .replace("/*DATA*/", data);
    out.write(page.getBytes(StandardCharsets.UTF_8));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + ": missing in the program's own files");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
