package dev.podsonde.linux;

import dev.podsonde.filter.BpfInstruction;
import dev.podsonde.filter.BpfProgram;
import dev.podsonde.packet.LinkType;
import java.util.ArrayList;
import java.util.List;

/**
 * The program of one socket that sees packets of several link types: it asks the kernel what a
 * packet is, and jumps to the program for that.
 */
final class KernelFilter {
  /** {@code BPF_MAXINSNS} of linux/bpf_common.h. */
  static final int INSTRUCTIONS_MAX = 4096;

  /** {@code SKF_NET_OFF} of linux/filter.h: loads from there on count from the network header. */
  private static final int NETWORK_HEADER = -0x10_0000;

  /** {@code SKF_AD_OFF}: loads from there on are the kernel's own data. */
  private static final int KERNEL_DATA = -0x1000;

  private static final int PACKET_TYPE = KERNEL_DATA + 4;
  private static final int INTERFACE_INDEX = KERNEL_DATA + 8;
  private static final int HARDWARE_TYPE = KERNEL_DATA + 28;

  private static final int LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int JUMP = 0x05; // BPF_JMP | BPF_JA
  private static final int JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  private static final int CLASS_MASK = 0x07;
  private static final int MODE_MASK = 0xe0;
  private static final int CLASS_LD = 0x00;
  private static final int CLASS_LDX = 0x01;
  private static final int MODE_ABSOLUTE = 0x20;
  private static final int MODE_INDIRECT = 0x40;
  private static final int MODE_HEADER_LENGTH = 0xa0; // BPF_MSH

  private final List<BpfInstruction> instructions = new ArrayList<>();

  private KernelFilter() {}

  /** {@return a program that lets nothing pass} */
  static BpfProgram nothing() {
    return BpfProgram.of(List.of(returning(0)));
  }

  /** {@return a program that keeps so much of every packet} */
  static BpfProgram everything(int snaplen) {
    return BpfProgram.of(List.of(returning(snaplen)));
  }

  /**
   * {@return the program of a socket}
   *
   * @param interfaceIndexes the interfaces whose packets pass; empty for all
   * @param ethernet for frames as {@link LinkType#ETHERNET} has them
   * @param raw for packets that start with IP; also run on what follows link headers of other kinds
   */
  static BpfProgram dispatch(List<Integer> interfaceIndexes, BpfProgram ethernet, BpfProgram raw) {
    KernelFilter filter = new KernelFilter();
    filter.refuseOtherInterfaces(interfaceIndexes);
    filter.refuseLoopbackCopies();
    filter.jumpByHardwareType(ethernet.instructions(), raw.instructions());
    return BpfProgram.of(filter.instructions);
  }

  private void refuseOtherInterfaces(List<Integer> interfaceIndexes) {
    if (interfaceIndexes.isEmpty()) {
      return;
    }
    add(LOAD_WORD, 0, 0, INTERFACE_INDEX);
    for (int index = 0; index < interfaceIndexes.size(); index++) {
      int behind = 1 + 2 * (interfaceIndexes.size() - 1 - index);
      add(JUMP_IF_EQUAL, 0, 1, interfaceIndexes.get(index));
      add(JUMP, 0, 0, behind);
    }
    instructions.add(returning(0));
  }

  /**
   * The kernel shows a packet on the loopback twice, going out and coming in: the second counts.
   */
  private void refuseLoopbackCopies() {
    add(LOAD_WORD, 0, 0, HARDWARE_TYPE);
    add(JUMP_IF_EQUAL, 0, 3, HardwareType.LOOPBACK);
    add(LOAD_WORD, 0, 0, PACKET_TYPE);
    add(JUMP_IF_EQUAL, 0, 1, RingPacket.TYPE_OUTGOING);
    instructions.add(returning(0));
  }

  /**
   * Jumps of a comparison reach 255 instructions only, so each is followed by one that reaches all.
   */
  private void jumpByHardwareType(List<BpfInstruction> ethernet, List<BpfInstruction> raw) {
    int[] ethernets = HardwareType.ETHERNETS;
    int[] raws = HardwareType.RAWS;
    add(LOAD_WORD, 0, 0, HARDWARE_TYPE);
    int cooked = instructions.size() + 2 * (ethernets.length + raws.length);
    int rawStart = cooked + raw.size();
    int ethernetStart = rawStart + raw.size();
    for (int hardwareType : ethernets) {
      jumpIfEqual(hardwareType, ethernetStart);
    }
    for (int hardwareType : raws) {
      jumpIfEqual(hardwareType, rawStart);
    }
    raw.forEach(instruction -> instructions.add(fromNetworkHeader(instruction)));
    instructions.addAll(raw);
    instructions.addAll(ethernet);
  }

  private void jumpIfEqual(int value, int target) {
    add(JUMP_IF_EQUAL, 0, 1, value);
    add(JUMP, 0, 0, target - instructions.size() - 1);
  }

  /** {@return the same, reading the packet from its network header, whatever stands before that} */
  private static BpfInstruction fromNetworkHeader(BpfInstruction instruction) {
    int mode = instruction.code() & MODE_MASK;
    boolean readsPacket =
        switch (instruction.code() & CLASS_MASK) {
          case CLASS_LD -> mode == MODE_ABSOLUTE || mode == MODE_INDIRECT;
          case CLASS_LDX -> mode == MODE_HEADER_LENGTH;
          default -> false;
        };
    if (!readsPacket || instruction.operand() < 0) {
      return instruction;
    }
    return new BpfInstruction(instruction.code(), 0, 0, instruction.operand() + NETWORK_HEADER);
  }

  private void add(int code, int jumpTrue, int jumpFalse, int operand) {
    instructions.add(new BpfInstruction(code, jumpTrue, jumpFalse, operand));
  }

  private static BpfInstruction returning(int snaplen) {
    return new BpfInstruction(RETURN, 0, 0, snaplen);
  }
}
