package dev.podsonde.linux;

import dev.podsonde.filter.BpfProgram;
import dev.podsonde.filter.FilterException;
import dev.podsonde.packet.LinkType;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Compiles a capture's filter for all that one socket may see in a netns. */
final class TargetFilter {
  /**
   * The one primitive whose program differs between an open interface and a file: the kernel takes
   * the outer VLAN tag off before filters run.
   */
  private static final Pattern VLAN = Pattern.compile("\\bvlan\\b");

  private final NetworkNamespace netns;
  private final CaptureOptions options;

  TargetFilter(NetworkNamespace netns, CaptureOptions options) {
    this.netns = netns;
    this.options = options;
  }

  /**
   * {@return the program to attach}
   *
   * @param interfaceIndexes the interfaces to capture from; empty for all
   */
  BpfProgram compile(List<Integer> interfaceIndexes) throws IOException {
    BpfProgram program = KernelFilter.dispatch(interfaceIndexes, ethernet(), raw());
    if (program.size() > KernelFilter.INSTRUCTIONS_MAX) {
      throw new IOException(
          "filter too long: %d instructions, the kernel takes %d"
              .formatted(program.size(), KernelFilter.INSTRUCTIONS_MAX));
    }
    return program;
  }

  private BpfProgram ethernet() throws IOException {
    if (!VLAN.matcher(options.filter()).find()) {
      return forFile(LinkType.ETHERNET);
    }
    return netns.call(() -> live(netns.interfaceNames()));
  }

  /** {@return the program of the first interface that lets itself be opened; they are all alike} */
  private BpfProgram live(List<String> interfaceNames) throws IOException {
    IOException last = new IOException("no interface in " + netns.name());
    for (String interfaceName : interfaceNames) {
      try {
        return BpfProgram.compileLive(
            options.filter(), interfaceName, options.snaplen(), options.isOptimised());
      } catch (FilterException wrong) {
        throw wrong;
      } catch (IOException notOpened) {
        last = notOpened;
      }
    }
    throw new IOException(
        "a filter with vlan needs one interface that is up in " + netns.name(), last);
  }

  /** What means nothing without a link header matches no packet that has none. */
  private BpfProgram raw() throws IOException {
    try {
      return forFile(LinkType.RAW);
    } catch (FilterException _) {
      return KernelFilter.nothing();
    }
  }

  private BpfProgram forFile(LinkType linkType) throws IOException {
    if (options.filter().isBlank()) {
      return KernelFilter.everything(options.snaplen());
    }
    return BpfProgram.compile(options.filter(), linkType, options.snaplen(), options.isOptimised());
  }
}
