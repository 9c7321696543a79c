package dev.podsonde.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One line between the halves: a verb, then {@code key=value} fields whose values are encoded as in
 * a form of HTML.
 *
 * @param verb what is asked for, or what happened
 */
public record NodeMessage(String verb, Map<String, String> fields) {
  /** Copies the fields, in their order. */
  public NodeMessage {
    fields = new LinkedHashMap<>(fields);
  }

  /** {@return a message of these fields: key, value, key, value} */
  public static NodeMessage of(String verb, Object... keysAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int index = 0; index < keysAndValues.length; index += 2) {
      fields.put(keysAndValues[index].toString(), keysAndValues[index + 1].toString());
    }
    return new NodeMessage(verb, fields);
  }

  /** {@return the message of a line; a field that has no {@code =} is empty} */
  public static NodeMessage parse(String line) {
    String[] words = line.strip().split(" ", -1);
    Map<String, String> fields = new LinkedHashMap<>();
    for (int index = 1; index < words.length; index++) {
      int equals = words[index].indexOf('=');
      String key = equals < 0 ? words[index] : words[index].substring(0, equals);
      String value = equals < 0 ? "" : words[index].substring(equals + 1);
      fields.put(key, decode(value));
    }
    return new NodeMessage(words[0], fields);
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException _) {
      return value; // not encoded by us: take it as it stands
    }
  }

  /** {@return the field's value; empty when it is not there} */
  public String text(String key) {
    return fields.getOrDefault(key, "");
  }

  /** {@return the field's value; 0 when it is not there or is no number} */
  public long number(String key) {
    try {
      return Long.parseLong(text(key));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /** {@return whether the field is there} */
  public boolean has(String key) {
    return fields.containsKey(key);
  }

  /** {@return the line, without its end} */
  public String line() {
    return fields.entrySet().stream()
        .map(field -> " " + field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("", verb, ""));
  }
}
