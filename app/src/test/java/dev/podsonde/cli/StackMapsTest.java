package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a jar of one class as compilers of Java 5 made them, one of today's, and a text. */
class StackMapsTest {
  private static final String METHOD = "larger";
  private static final String TEXT = "META-INF/NOTICE";

  @TempDir private Path directory;
  private Path jar;
  private Map<String, byte[]> before = Map.of();

  @BeforeEach
  void makeJar() throws IOException {
    jar = directory.resolve("library.jar");
    byte[] old = make("Old", ClassFile.JAVA_5_VERSION, ClassFile.StackMapsOption.DROP_STACK_MAPS);
    byte[] today =
        make("Today", ClassFile.JAVA_25_VERSION, ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    before =
        Map.of(
            "Old.class",
            old,
            "Today.class",
            today,
            TEXT,
            "a text".getBytes(StandardCharsets.UTF_8));
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : before.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  /** {@return a class with a method that branches, so that its code has a stack map frame} */
  private static byte[] make(String name, int version, ClassFile.StackMapsOption stackMaps) {
    return ClassFile.of(stackMaps)
        .build(
            ClassDesc.of(name),
            builder ->
                builder
                    .withVersion(version, 0)
                    .withFlags(ClassFile.ACC_PUBLIC)
                    .withMethodBody(
                        METHOD,
                        MethodTypeDesc.of(
                            ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code ->
                            code.iload(0)
                                .iload(1)
                                .ifThenElse(
                                    Opcode.IF_ICMPGE,
                                    then -> then.iload(0).ireturn(),
                                    otherwise -> otherwise.iload(1).ireturn())));
  }

  @Test
  void oldClassGetsThemAndStillWorks() throws Exception {
    StackMaps.main(new String[] {jar.toString()});
    ClassModel old = ClassFile.of().parse(entries().get("Old.class"));
    assertThat(old.majorVersion()).isEqualTo(ClassFile.JAVA_7_VERSION);
    assertThat(old.methods().stream().filter(StackMapsTest::hasStackMap)).hasSize(1);
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      Class<?> loaded = Class.forName("Old", true, loader); // and verified by them
      assertThat(loaded.getMethod(METHOD, int.class, int.class).invoke(null, 3, 4)).isEqualTo(4);
    }
  }

  private static boolean hasStackMap(MethodModel method) {
    return method
        .code()
        .flatMap(code -> code.findAttribute(Attributes.stackMapTable()))
        .isPresent();
  }

  @Test
  void nothingElseChanges() throws IOException {
    StackMaps.main(new String[] {jar.toString()});
    Map<String, byte[]> after = entries();
    assertThat(after).containsOnlyKeys(before.keySet());
    assertThat(after.get("Today.class")).isEqualTo(before.get("Today.class"));
    assertThat(after.get(TEXT)).isEqualTo(before.get(TEXT));
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (var file = new ZipFile(jar.toFile())) {
      for (var each = file.entries(); each.hasMoreElements(); ) {
        ZipEntry entry = each.nextElement();
        entries.put(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }
}
