package dev.podsonde.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Collections;

/**
 * A function of a C library that takes up to six whole numbers and addresses, and returns one.
 *
 * <p>All are called in one shape: six registers in, one out. Whole numbers and addresses go so in
 * the System V ABI for AMD64 and in AAPCS64, also to functions of variable arity, and a function
 * leaves alone what it does not take. Each further shape would be code that the virtual machine
 * makes anew at every start, which takes it tens of milliseconds.
 *
 * <p>Whoever hands the address of a segment over keeps its arena open.
 */
@SuppressWarnings("restricted") // this is where C is called
public final class NativeFunction {
  private static final int REGISTERS = 6;
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  /** Where it lies: on Linux it is all of the call state. */
  private static final long ERRNO = 0;

  private static final ThreadLocal<MemorySegment> CALL_STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, Collections.nCopies(REGISTERS, JAVA_LONG).toArray(ValueLayout[]::new)),
              Linker.Option.captureCallState("errno"));

  private final MemorySegment address;

  private NativeFunction(MemorySegment address) {
    this.address = address;
  }

  /**
   * {@return the C library's function of that name}
   *
   * @throws java.util.NoSuchElementException when it has none
   */
  public static NativeFunction named(String name) {
    return named(name, Linker.nativeLinker().defaultLookup());
  }

  /**
   * {@return the library's function of that name}
   *
   * @throws java.util.NoSuchElementException when it has none
   */
  public static NativeFunction named(String name, SymbolLookup library) {
    return new NativeFunction(library.findOrThrow(name));
  }

  /**
   * Calls it.
   *
   * @param arguments up to six, whole numbers and addresses
   * @return what it returns, of which the lower half counts when that is an {@code int}
   */
  public long call(long... arguments) {
    long[] registers = Arrays.copyOf(arguments, REGISTERS);
    try {
      return (long)
          CALL.invokeExact(
              address,
              CALL_STATES.get(),
              registers[0],
              registers[1],
              registers[2],
              registers[3],
              registers[4],
              registers[5]);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * {@return errno(3) as the last call on this thread left it, taken by the very call, before the
   * virtual machine could change it}
   */
  public static int errno() {
    return CALL_STATES.get().get(ValueLayout.JAVA_INT, ERRNO);
  }
}
