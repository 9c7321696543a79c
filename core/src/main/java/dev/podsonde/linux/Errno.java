package dev.podsonde.linux;

/** The numbers of errno(3) that this package meets, as Linux has them on all but MIPS and SPARC. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int ENODEV = 19;
  static final int ENOTTY = 25;
  static final int EOPNOTSUPP = 95;
  static final int ENETDOWN = 100;

  private Errno() {}

  static String name(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case ESRCH -> "ESRCH";
      case EINTR -> "EINTR";
      case 5 -> "EIO";
      case ENXIO -> "ENXIO";
      case 9 -> "EBADF";
      case 11 -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case 14 -> "EFAULT";
      case 16 -> "EBUSY";
      case 17 -> "EEXIST";
      case ENODEV -> "ENODEV";
      case 20 -> "ENOTDIR";
      case 21 -> "EISDIR";
      case 22 -> "EINVAL";
      case 23 -> "ENFILE";
      case 24 -> "EMFILE";
      case ENOTTY -> "ENOTTY";
      case 28 -> "ENOSPC";
      case 38 -> "ENOSYS";
      case 40 -> "ELOOP";
      case 92 -> "ENOPROTOOPT";
      case 93 -> "EPROTONOSUPPORT";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      case 97 -> "EAFNOSUPPORT";
      case 99 -> "EADDRNOTAVAIL";
      case ENETDOWN -> "ENETDOWN";
      case 101 -> "ENETUNREACH";
      case 105 -> "ENOBUFS";
      default -> "errno " + errno;
    };
  }
}
