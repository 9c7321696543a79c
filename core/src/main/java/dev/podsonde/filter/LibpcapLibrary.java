package dev.podsonde.filter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/** The file that libpcap is in, apart from its functions, which cannot be bound without it. */
final class LibpcapLibrary {
  // Debian and its kin keep the name of 0.8; all others count from 1. Same library, same functions.
  private static final List<String> FILE_NAMES = List.of("libpcap.so.0.8", "libpcap.so.1");

  private static final Optional<SymbolLookup> SYMBOLS = find();

  private LibpcapLibrary() {}

  /** Throws when it is not installed; to be called before {@link Libpcap} is used. */
  static void requireInstalled() throws IOException {
    if (SYMBOLS.isEmpty()) {
      throw new IOException(
          "filters need libpcap, which is not installed: apt-get install libpcap0.8");
    }
  }

  static SymbolLookup symbols() {
    return SYMBOLS.orElseThrow();
  }

  @SuppressWarnings("restricted") // this is where libpcap is bound
  private static Optional<SymbolLookup> find() {
    for (String fileName : FILE_NAMES) {
      try {
        return Optional.of(SymbolLookup.libraryLookup(fileName, Arena.global()));
      } catch (IllegalArgumentException _) {
        // Not there: the only way that the lookup says so.
      }
    }
    return Optional.empty();
  }
}
