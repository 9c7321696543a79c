package dev.podsonde.filter;

import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression applied to packets that are already here, whatever their link types. For one thread
 * at a time.
 */
public final class PacketFilter {
  /** Bounds the programs kept: a file may give each interface a link type of its own. */
  private static final int PROGRAMS_MAX = 64;

  private final String expression;
  private final boolean optimise;
  private final Map<LinkType, BpfProgram> programs = new HashMap<>();
  private @Nullable LinkType lastLinkType;
  private @Nullable BpfProgram lastProgram;

  /**
   * Makes the filter; nothing is compiled before {@link #compileFor} or the first packet.
   *
   * @param expression in the pcap-filter language; empty matches all
   * @param optimise whether libpcap's optimiser runs
   */
  public PacketFilter(String expression, boolean optimise) {
    this.expression = expression;
    this.optimise = optimise;
  }

  /** {@return whether the packet matches} */
  public boolean matches(Packet packet) throws IOException {
    LinkType linkType = packet.captureInterface().linkType();
    BpfProgram program = lastProgram;
    if (program == null || !linkType.equals(lastLinkType)) {
      program = compileFor(linkType);
    }
    return program.matches(packet);
  }

  /**
   * {@return the program for packets of this link type}
   *
   * @throws FilterException when the expression is wrong, or means nothing on this link type or in
   *     a file
   */
  public BpfProgram compileFor(LinkType linkType) throws IOException {
    BpfProgram program = programs.get(linkType);
    if (program == null) {
      program = BpfProgram.compile(expression, linkType, BpfProgram.SNAPLEN_MAX, optimise);
      refuseKernelLoads(program);
      if (programs.size() == PROGRAMS_MAX) {
        programs.clear();
      }
      programs.put(linkType, program);
    }
    lastLinkType = linkType;
    lastProgram = program;
    return program;
  }

  /**
   * Direction and interface index are the kernel's to know; a file's Ethernet frame has neither.
   */
  private void refuseKernelLoads(BpfProgram program) throws FilterException {
    for (BpfInstruction instruction : program.instructions()) {
      if (instruction.isKernelLoad()) {
        throw new FilterException(
            "inbound, outbound and ifindex are known during a capture only", expression, -1);
      }
    }
  }
}
