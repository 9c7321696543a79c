package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.node.NodeMain;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Builds the image of the helper pod: a Java runtime of the modules needed, the core jar, libpcap
 * and the C library. No container tool is used, and two builds from the same parts are alike to the
 * byte.
 */
public final class HelperImage {
  private static final String HOME = "podsonde";
  private static final String JAVA = "/" + HOME + "/runtime/bin/java";

  /** In the container's working directory: an archive of classes holds the path it was made at. */
  private static final String CORE_JAR = "core.jar";

  /** Said at the making of the archive too, or modules are looked up anew. */
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /**
   * What every process of the image is started with; classes come from the archive. To map that
   * where it was made to be, and not at random, saves each process a copy of 5 MiB.
   */
  private static final List<String> COMMON_OPTIONS =
      List.of(
          "-XX:SharedArchiveFile=/" + HOME + "/core.jsa",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          NATIVE_ACCESS,
          "-cp",
          CORE_JAR);

  /** The container's process does nothing but look from time to time. */
  private static final List<String> WAIT_OPTIONS =
      List.of("-Xmx8m", "-Xss256k", "-Xint", "-XX:ReservedCodeCacheSize=4m");

  /** A session's buffers are some megabytes; the rest is for the compiler. */
  private static final List<String> SESSION_OPTIONS =
      List.of("-Xms12m", "-Xmx32m", "-Xss512k", "-XX:ReservedCodeCacheSize=16m");

  /** How exec starts a session in a pod of this image. */
  static final List<String> SESSION_COMMAND =
      List.of(JAVA, "@/" + HOME + "/session.options", NodeMain.class.getName(), "session");

  /** How the container itself is started. */
  static final List<String> WAIT_COMMAND =
      List.of(JAVA, "@/" + HOME + "/wait.options", NodeMain.class.getName(), "wait");

  /** What the archive's session is told before it stops. */
  private static final String SESSION =
      """
      inspect id=1 pod=none
      add id=2 node= name=node filter=udp+and+less+1
      clock id=3
      """;

  private static final List<String> LIBPCAP_NAMES = List.of("libpcap.so.0.8", "libpcap.so.1");

  /**
   * Lines of a class list that differ from run to run: comments, what was linked by then, classes
   * made at the moment, and what tells that a process ended while it was looked at.
   */
  private static final Pattern CHANGING =
      Pattern.compile("^#|^@cp |source:|^java/nio/file/\\w+Exception");

  private static final Pattern NODE_CLASS =
      Pattern.compile("(dev/podsonde/(?:filter|linux|node|packet|pcap)/[^/]+)\\.class");

  private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+\\.so[^ ]*)");

  private final Path work;
  private final Path root;

  private HelperImage(Path work) {
    this.work = work;
    this.root = work.resolve("root");
  }

  /**
   * Writes the image as an archive that {@code ctr images import} and {@code docker load} take.
   *
   * @param name with its tag
   * @return the archive's length in bytes
   */
  public static long build(String name, Path archive) throws IOException {
    requireWritable(archive);
    Path work = Files.createTempDirectory("podsonde-image");
    try {
      var image = new HelperImage(work);
      image.makeRoot();
      image.write(name, archive);
      return Files.size(archive);
    } finally {
      delete(work);
    }
  }

  /** Building takes half a minute, after which a wrong path would be a pity. */
  private static void requireWritable(Path archive) throws IOException {
    Path folder = archive.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(archive)) {
      throw new FileSystemException(archive.toString(), null, "is a directory");
    }
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isWritable(Files.exists(archive) ? archive : folder)) {
      throw new AccessDeniedException(archive.toString());
    }
  }

  /** {@return the name of the image that belongs to this build: its tag tells the core jar} */
  public static String defaultName() throws IOException {
    try (InputStream jar = Files.newInputStream(coreJar())) {
      MessageDigest digest = sha256();
      jar.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      String tag = HexFormat.of().formatHex(digest.digest()).substring(0, 12);
      return "podsonde.dev/helper:" + tag;
    }
  }

  private static Path coreJar() throws IOException {
    try {
      Path jar =
          Path.of(NodeMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        throw new IOException("the node half is not in a jar: build first (mvn package)");
      }
      return jar;
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private void makeRoot() throws IOException {
    Path home = Files.createDirectories(root.resolve(HOME));
    Path runtime = home.resolve("runtime");
    run(
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules",
        "java.base",
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        "--vm",
        "server",
        "--output",
        runtime.toString());
    delete(runtime.resolve("legal"));
    Files.copy(coreJar(), home.resolve(CORE_JAR));
    writeOptions(home.resolve("wait.options"), WAIT_OPTIONS);
    writeOptions(home.resolve("session.options"), SESSION_OPTIONS);
    copyLibraries(runtime);
    Files.createDirectories(root.resolve("tmp"));
    Files.createDirectories(root.resolve("proc"));
    setTimes();
    archiveClasses(home);
    setTimes();
  }

  private static void writeOptions(Path file, List<String> options) throws IOException {
    Files.writeString(
        file,
        Stream.concat(COMMON_OPTIONS.stream(), options.stream())
            .collect(Collectors.joining("\n", "", "\n")));
  }

  /** The virtual machine refuses an archive whose jar or modules have another time. */
  private void setTimes() throws IOException {
    FileTime time = FileTime.from(TarWriter.TIME_SECONDS, TimeUnit.SECONDS);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }

  /** Loading classes is most of a session's start: an archive of them takes that away. */
  private void archiveClasses(Path home) throws IOException {
    String java = home.resolve("runtime/bin/java").toString();
    Path classes = work.resolve("classes");
    runSession(home, java, "-Xshare:off", "-XX:DumpLoadedClassList=" + classes, "-cp", CORE_JAR);
    Set<String> stable = nodeClasses(home.resolve(CORE_JAR));
    for (String line : Files.readAllLines(classes)) {
      if (!CHANGING.matcher(line).find()) {
        stable.add(line.replaceFirst(" id: .*", ""));
      }
    }
    Files.write(classes, stable);
    run(
        home,
        java,
        "-Xshare:dump",
        "-XX:+UseSerialGC",
        NATIVE_ACCESS,
        "-XX:SharedClassListFile=" + classes,
        "-XX:SharedArchiveFile=" + home.resolve("core.jsa"),
        "-cp",
        CORE_JAR);
  }

  /** {@return the classes of the rooms that a node uses, those that only a packet needs too} */
  private static Set<String> nodeClasses(Path jar) throws IOException {
    Set<String> classes = new TreeSet<>();
    try (var opened = new JarFile(jar.toFile())) {
      opened.stream()
          .map(entry -> NODE_CLASS.matcher(entry.getName()))
          .filter(Matcher::matches)
          .forEach(name -> classes.add(name.group(1)));
    }
    return classes;
  }

  /** Runs one that sees no packet whatever passes, so that it is alike each time. */
  private static void runSession(Path directory, String... command) throws IOException {
    List<String> whole = new ArrayList<>(List.of(command));
    whole.addAll(List.of(NATIVE_ACCESS, NodeMain.class.getName(), "session"));
    Process process =
        new ProcessBuilder(whole)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(SESSION.getBytes(UTF_8));
      in.flush();
      process.waitFor(2, TimeUnit.SECONDS);
      in.write("stop\n".getBytes(UTF_8));
    } catch (InterruptedException _) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
    await(process, command[0]);
  }

  /** Copies libpcap, the C library and what they and the runtime need, each under its own path. */
  private void copyLibraries(Path runtime) throws IOException {
    Set<String> libraries = new TreeSet<>();
    libraries.addAll(needed(runtime.resolve("bin/java").toString()));
    libraries.addAll(needed(runtime.resolve("lib/server/libjvm.so").toString()));
    String libpcap = libpcap();
    libraries.add(libpcap);
    libraries.addAll(needed(libpcap));
    libraries.removeIf(library -> library.startsWith(root.toString()));
    for (String library : libraries) {
      Path target = root.resolve(library.substring(1));
      Files.createDirectories(target.getParent());
      Files.copy(Path.of(library), target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String libpcap() throws IOException {
    String cache = run("sh", "-c", "PATH=$PATH:/sbin:/usr/sbin ldconfig -p");
    for (String name : LIBPCAP_NAMES) {
      Matcher found = Pattern.compile("\\s" + Pattern.quote(name) + " .*=> (/\\S+)").matcher(cache);
      if (found.find()) {
        return found.group(1);
      }
    }
    throw new IOException("libpcap is not installed: apt-get install libpcap0.8");
  }

  private List<String> needed(String binary) throws IOException {
    return LIBRARY.matcher(run("ldd", binary)).results().map(found -> found.group(1)).toList();
  }

  private void write(String name, Path archive) throws IOException {
    var plain = sha256();
    Path layer = work.resolve("layer.tar.gz");
    try (OutputStream gzip = new BestGzip(Files.newOutputStream(layer));
        var tar = new TarWriter(new DigestOutputStream(gzip, plain))) {
      addAll(tar);
    }
    String config =
        """
        {"architecture":"%s","os":"linux","config":{"Entrypoint":%s,"WorkingDir":"/%s"},\
        "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}\
        """
            .formatted(
                architecture(), json(WAIT_COMMAND), HOME, HexFormat.of().formatHex(plain.digest()));
    String configName = HexFormat.of().formatHex(sha256().digest(config.getBytes(UTF_8)));
    String manifest =
        """
        [{"Config":"%s.json","RepoTags":["%s"],"Layers":["layer.tar.gz"]}]\
        """
            .formatted(configName, name);
    try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(archive)))) {
      tar.file("manifest.json", 0644, manifest.getBytes(UTF_8));
      tar.file(configName + ".json", 0644, config.getBytes(UTF_8));
      tar.file("layer.tar.gz", 0644, layer);
    }
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private void addAll(TarWriter tar) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted().toList()) {
        String name = root.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          tar.symbolicLink(name, Files.readSymbolicLink(file).toString());
        } else if (Files.isDirectory(file)) {
          if (!name.isEmpty()) {
            tar.directory(name);
          }
        } else {
          tar.file(name, Files.isExecutable(file) ? 0755 : 0644, file);
        }
      }
    }
  }

  /** {@return this machine's architecture as images have it: the parts are taken from here} */
  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("aarch64") ? "arm64" : name;
  }

  private static String json(List<String> words) {
    return words.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }

  private String run(String... command) throws IOException {
    return run(work, command);
  }

  private static String run(Path directory, String... command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException failure) {
      throw new IOException("cannot run " + command[0] + ", which is needed", failure);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (await(process, command[0]) != 0) {
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
    return output;
  }

  private static int await(Process process, String command) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException _) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException(command + ": interrupted");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(HelperImage::deleteOne);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
