package dev.podsonde.filter;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A filter as the kernel and libpcap run it: immutable, and plain data on the Java heap, so that
 * there is nothing to close.
 */
public final class BpfProgram {
  /** The largest packet that capture tools keep; what {@code -s 0} means. */
  public static final int SNAPLEN_MAX = 262_144;

  /** {@code sizeof (struct sock_filter)}: code, jump if true, jump if false, operand. */
  public static final int INSTRUCTION_LENGTH = 8;

  private static final int CODE = 0;
  private static final int JUMP_TRUE = 2;
  private static final int JUMP_FALSE = 3;
  private static final int OPERAND = 4;

  private final int size;
  private final MemorySegment memory;

  private BpfProgram(int size) {
    this.size = size;
    memory = MemorySegment.ofArray(new long[size]);
  }

  /** {@return the program of these instructions} */
  public static BpfProgram of(List<BpfInstruction> instructions) {
    BpfProgram program = new BpfProgram(instructions.size());
    for (int index = 0; index < program.size; index++) {
      BpfInstruction instruction = instructions.get(index);
      int at = index * INSTRUCTION_LENGTH;
      program.memory.set(JAVA_SHORT, at + CODE, (short) instruction.code());
      program.memory.set(JAVA_BYTE, at + JUMP_TRUE, (byte) instruction.jumpTrue());
      program.memory.set(JAVA_BYTE, at + JUMP_FALSE, (byte) instruction.jumpFalse());
      program.memory.set(JAVA_INT, at + OPERAND, instruction.operand());
    }
    return program;
  }

  /**
   * {@return the program for packets as a file holds them}
   *
   * @param snaplen what the program answers for a packet that matches, 1 to {@link #SNAPLEN_MAX}
   * @param optimise whether libpcap's optimiser runs
   * @throws FilterException when the expression is wrong or means nothing on this link type
   */
  public static BpfProgram compile(
      String expression, LinkType linkType, int snaplen, boolean optimise) throws IOException {
    LibpcapLibrary.requireInstalled();
    try (CompilerHandle handle = CompilerHandle.ofLinkType(linkType, snaplen)) {
      return new FilterCompiler(handle, optimise).compile(expression);
    }
  }

  /**
   * {@return the program for packets as the kernel shows them to a filter, with the outer VLAN tag
   * already taken off; the same for every Ethernet interface}
   *
   * @param interfaceName one that is up, seen from the netns of the calling thread; it is opened
   *     for the moment, for libpcap compiles so for an open interface only
   * @throws FilterException when the expression is wrong
   * @throws IOException when the interface cannot be opened
   */
  public static BpfProgram compileLive(
      String expression, String interfaceName, int snaplen, boolean optimise) throws IOException {
    LibpcapLibrary.requireInstalled();
    try (CompilerHandle handle = CompilerHandle.ofInterface(interfaceName, snaplen)) {
      return new FilterCompiler(handle, optimise).compile(expression);
    }
  }

  static BpfProgram copyOf(MemorySegment instructions, int size) {
    BpfProgram program = new BpfProgram(size);
    program.memory.copyFrom(instructions);
    return program;
  }

  /** {@return how many instructions it has} */
  public int size() {
    return size;
  }

  /** {@return its instructions} */
  public List<BpfInstruction> instructions() {
    List<BpfInstruction> instructions = new ArrayList<>(size);
    for (int index = 0; index < size; index++) {
      instructions.add(instruction(index));
    }
    return instructions;
  }

  /** {@return a copy for the kernel, an array of {@code struct sock_filter}} */
  public MemorySegment allocate(Arena arena) {
    return arena.allocate(memory.byteSize(), INSTRUCTION_LENGTH).copyFrom(memory);
  }

  /** {@return whether the packet matches} */
  public boolean matches(Packet packet) {
    MemorySegment bytes = packet.bytes().asMemory();
    return Libpcap.run(memory, bytes, packet.originalLength(), (int) bytes.byteSize()) != 0;
  }

  /** {@return the lines of {@code tcpdump -d}: assembler} */
  public String assemblerText() {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment instructions = allocate(scratch);
      return lines(index ->
          Libpcap.image(
              instructions.asSlice((long) index * INSTRUCTION_LENGTH, INSTRUCTION_LENGTH), index));
    }
  }

  /** {@return the lines of {@code tcpdump -dd}: a C array's elements} */
  public String arrayText() {
    return lines(index -> {
      BpfInstruction it = instruction(index);
      return String.format(
          "{ 0x%x, %d, %d, 0x%08x },", it.code(), it.jumpTrue(), it.jumpFalse(), it.operand());
    });
  }

  /** {@return the lines of {@code tcpdump -ddd}: a count, then decimal numbers} */
  public String decimalText() {
    return size
        + "\n"
        + lines(index -> {
          BpfInstruction it = instruction(index);
          return it.code()
              + " "
              + it.jumpTrue()
              + " "
              + it.jumpFalse()
              + " "
              + Integer.toUnsignedString(it.operand());
        });
  }

  private String lines(IntFunction<String> line) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < size; index++) {
      text.append(line.apply(index)).append('\n');
    }
    return text.toString();
  }

  private BpfInstruction instruction(int index) {
    int at = index * INSTRUCTION_LENGTH;
    return new BpfInstruction(
        memory.get(JAVA_SHORT, at + CODE) & 0xffff,
        memory.get(JAVA_BYTE, at + JUMP_TRUE) & 0xff,
        memory.get(JAVA_BYTE, at + JUMP_FALSE) & 0xff,
        memory.get(JAVA_INT, at + OPERAND));
  }
}
