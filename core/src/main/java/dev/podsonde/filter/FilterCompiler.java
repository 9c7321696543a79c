package dev.podsonde.filter;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles expressions with libpcap, and finds the word that libpcap stumbled over. */
final class FilterCompiler {
  /** {@code struct bpf_program}: a count, then a pointer. */
  private static final int PROGRAM_LENGTH = 16;

  private static final int INSTRUCTIONS = 8;

  /** A number that libpcap refuses as soon as it is read. */
  private static final String STUMBLING_BLOCK = " 99999999999";

  private static final String SYNTAX_ERROR = "syntax error";
  private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
  private static final Pattern TOKEN =
      Pattern.compile("&&|\\|\\||[<>=!]=|<<|>>|[\\w.:/\\\\-]+|\\S");

  private final CompilerHandle handle;
  private final boolean optimise;

  FilterCompiler(CompilerHandle handle, boolean optimise) {
    this.handle = handle;
    this.optimise = optimise;
  }

  BpfProgram compile(String expression) throws FilterException {
    BpfProgram program = tryCompile(expression);
    if (program == null) {
      String reason = handle.errorText();
      throw new FilterException(reason, expression, position(expression, reason));
    }
    return program;
  }

  /** {@return null when libpcap refuses, and then the handle has its reason} */
  private @Nullable BpfProgram tryCompile(String expression) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = arena.allocate(PROGRAM_LENGTH, Long.BYTES);
      if (Libpcap.compile(handle.address(), program, arena.allocateFrom(expression), optimise)
          != 0) {
        return null;
      }
      try {
        return copy(program);
      } finally {
        Libpcap.freeCode(program);
      }
    }
  }

  @SuppressWarnings("restricted") // the length comes from libpcap, which made the array
  private static BpfProgram copy(MemorySegment program) {
    int size = program.get(JAVA_INT, 0);
    MemorySegment instructions =
        MemorySegment.ofAddress(program.get(JAVA_LONG, INSTRUCTIONS))
            .reinterpret((long) size * BpfProgram.INSTRUCTION_LENGTH);
    return BpfProgram.copyOf(instructions, size);
  }

  private int position(String expression, String reason) {
    Matcher quoted = QUOTED.matcher(reason);
    if (quoted.find()) {
      return expression.indexOf(quoted.group(1));
    }
    return reason.endsWith(SYNTAX_ERROR)
        ? syntaxErrorPosition(expression)
        : firstUnsound(expression, prefix -> !isRefused(prefix, reason));
  }

  /**
   * libpcap does not say where a syntax error lies. But its parser stops at the first token that
   * cannot follow, before it reads the next one: with an impossible number put behind the first
   * tokens, it complains of that number as long as these are sound, and of syntax once they are
   * not. Halving keeps the number of tries, each of which may look up a host, low.
   */
  private int syntaxErrorPosition(String expression) {
    if (!isSound("")) {
      return -1; // libpcap before 1.10.2 takes any number
    }
    return firstUnsound(expression, this::isSound);
  }

  /** {@return where the token starts that makes the first tokens unsound; at the end, if none} */
  private static int firstUnsound(String expression, Predicate<String> isSound) {
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (Matcher token = TOKEN.matcher(expression); token.find(); ) {
      starts.add(token.start());
      ends.add(token.end());
    }
    int sound = 0;
    int unsound = ends.size() + 1;
    while (unsound - sound > 1) {
      int middle = (sound + unsound) >>> 1;
      if (isSound.test(expression.substring(0, ends.get(middle - 1)))) {
        sound = middle;
      } else {
        unsound = middle;
      }
    }
    return sound == starts.size() ? expression.length() : starts.get(sound);
  }

  /** Any other error comes back as soon as the tokens are there that it is about. */
  private boolean isRefused(String prefix, String reason) {
    return tryCompile(prefix) == null && handle.errorText().equals(reason);
  }

  private boolean isSound(String prefix) {
    return tryCompile(prefix + STUMBLING_BLOCK) != null
        || !handle.errorText().endsWith(SYNTAX_ERROR);
  }
}
